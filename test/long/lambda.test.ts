// A minute of work under a limit of twenty seconds, as issue and manual promise it.
import { describe, expect, test } from "vitest";
import { hasEmulator } from "../dynamodb/emulator.ts";
import { seriesFinishes, transformFinishes } from "../runners/long-work.ts";

describe("sixty seconds of work in a function of twenty", () => {
  test("thirty migrations of PostgreSQL", async () => {
    expect(await seriesFinishes({ timeoutMs: 20_000, workMs: 60_000 })).toBeLessThanOrEqual(8);
  });

  test.skipIf(!hasEmulator)("a transform of DynamoDB", async () => {
    expect(await transformFinishes({ timeoutMs: 20_000, workMs: 60_000 })).toBeLessThanOrEqual(8);
  });
});
