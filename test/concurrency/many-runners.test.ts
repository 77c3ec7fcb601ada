// Each migration is applied once, whoever asks, and no waiter stands in the way of a concurrent index build.
import { test } from "vitest";
import { manyRunners } from "./many-runners.ts";

test("12 runs at once on 40 migrations", () => manyRunners(12, 40));
