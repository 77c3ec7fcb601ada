// Bundles in AWS Lambda, by direct invocation: what they answer, and runs that take several invocations.
import { describe, expect, test } from "vitest";
import { hasEmulator } from "../dynamodb/emulator.ts";
import { seriesFinishes, transformFinishes } from "./long-work.ts";

describe("a run that is longer than an invocation", () => {
  test("goes on in the next ones: each migration of PostgreSQL once", async () => {
    expect(await seriesFinishes({ timeoutMs: 2_500, workMs: 6_000 })).toBeGreaterThanOrEqual(3);
  });

  test.skipIf(!hasEmulator)("goes on in the next ones: a transform of DynamoDB", async () => {
    expect(await transformFinishes({ timeoutMs: 3_000, workMs: 5_000 })).toBeGreaterThanOrEqual(2);
  });
});
