// As many runs at once as a server of default size takes, on a long history with concurrent index builds.
import { test } from "vitest";
import { manyRunners } from "../concurrency/many-runners.ts";

test("50 runs at once on 200 migrations", () => manyRunners(50, 200));
