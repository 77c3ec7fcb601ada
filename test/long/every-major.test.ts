// The embedded server in every major for which there are binaries.
import { inject, test } from "vitest";
import { checkMajor } from "../servers/check-major.ts";
import { expectNoOrphans, scratch } from "../servers/scratch.ts";

expectNoOrphans();

test.each(inject("majors"))("PostgreSQL %i starts, with its extensions", (major) =>
  checkMajor(major, scratch()),
);
