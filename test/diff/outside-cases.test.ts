// A sample of the diff cases from outside; `npm run test:all` runs all of them.
import { describe, expect, it } from "vitest";
import { hasClients } from "../support/psql.ts";
import { type DiffCase, diffCases } from "./diff-cases.ts";
import { CASES_MAJOR, isKnown, missesOf, proveCase } from "./outside-cases.ts";

const EVERY = 61;
const sample = diffCases().filter((_case, index) => index % EVERY === 0);
const missing =
  sample.length === 0
    ? "no cases beside the repository"
    : hasClients(CASES_MAJOR)
      ? null
      : `no pg_dump of ${CASES_MAJOR} or later`;

describe.skipIf(missing !== null)(`cases from outside${missing ? ` (skipped: ${missing})` : ""}`, () => {
  it.each(sample.map((test): [string, DiffCase] => [`${test.suite}/${test.name}`, test]))(
    "%s",
    async (_title, test) => {
      expect(missesOf(test, await proveCase(test)).filter((miss) => !isKnown(miss))).toEqual([]);
    },
  );
});
