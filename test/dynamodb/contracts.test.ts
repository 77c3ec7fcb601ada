// The contract suites of history and lock, run for DynamoDB on its emulator.
import { afterAll, beforeAll, describe } from "vitest";
import { historyContract } from "../contracts/history.ts";
import { lockContract } from "../contracts/lock.ts";
import { dynamoStore } from "./dynamo-store.ts";
import { type Emulator, hasEmulator, startEmulator } from "./emulator.ts";

describe.skipIf(!hasEmulator)("DynamoDB", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator();
  });
  afterAll(() => emulator.stop());

  const open = () => dynamoStore(emulator.endpoint);
  historyContract("DynamoDB", open);
  lockContract("DynamoDB", open);
});
