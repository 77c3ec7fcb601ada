// The embedded DynamoDB: shared, kept on disk, found again after kills, never left behind.
import { join } from "node:path";
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import {
  dynamodbStatus,
  resetDynamodb,
  startDynamodb,
  stopDynamodb,
  useDynamodb,
} from "../../src/servers/embedded-dynamodb.ts";
import { root } from "../support/root.ts";
import { startClient } from "./client-process.ts";
import { eventually, expectNoOrphans, pidsOf, scratch } from "./scratch.ts";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
expectNoOrphans();

test("items stay from one use to the next; reset removes them", async () => {
  const folder = join(scratch(), "dynamodb");
  const first = await useDynamodb({ folder, from: root });
  await withTables(first.endpoint, async (client) => {
    await client.send(
      new CreateTableCommand({
        TableName: "kept",
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      }),
    );
    await client.send(
      new PutItemCommand({ TableName: "kept", Item: { pk: { S: "a" }, answer: { N: "42" } } }),
    );
  });
  await first.release();
  expect(
    await eventually(
      () => dynamodbStatus(folder),
      ({ state }) => state === "stopped",
    ),
  ).toEqual({ state: "stopped" });

  const second = await useDynamodb({ folder, from: root });
  expect(second.endpoint).toBe(first.endpoint);
  await withTables(second.endpoint, async (client) => {
    const { Item } = await client.send(new GetItemCommand({ TableName: "kept", Key: { pk: { S: "a" } } }));
    expect(Item).toEqual({ pk: { S: "a" }, answer: { N: "42" } });
  });
  await resetDynamodb(folder);
  expect(await dynamodbStatus(folder)).toEqual({ state: "absent" });

  const third = await useDynamodb({ folder, from: root });
  await withTables(third.endpoint, async (client) => {
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
  });
  await third.release();
});

test("processes share one emulator, killed or not", async () => {
  const folder = join(scratch(), "dynamodb");
  const clients = await Promise.all([1, 2, 3].map(() => startClient({ folder, dynamodb: true })));
  expect(new Set(clients.map(({ said }) => said.endpoint)).size).toBe(1);
  expect(await dynamodbStatus(folder)).toMatchObject({ state: "running", users: 3, pinned: false });
  for (const pid of pidsOf(folder, "keeper.js")) process.kill(pid, "SIGKILL");
  const late = await startClient({ folder, dynamodb: true });
  expect(late.said.endpoint).toBe(clients[0]?.said.endpoint);
  for (const client of clients) await client.kill();
  await late.leave();
});

test("started, it stays until it is stopped, also by another keeper", async () => {
  const folder = join(scratch(), "dynamodb");
  expect(await stopDynamodb(folder)).toBe(false);
  const started = await startDynamodb({ folder, from: root });
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(await dynamodbStatus(folder)).toEqual(started);
  for (const pid of pidsOf(folder, "keeper.js")) process.kill(pid, "SIGKILL");
  expect(await stopDynamodb(folder)).toBe(true);
  expect(await dynamodbStatus(folder)).toEqual({ state: "stopped" });
});

async function withTables(endpoint: string, work: (client: DynamoDBClient) => Promise<void>): Promise<void> {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint, region: "eu-central-1", credentials });
  try {
    await work(client);
  } finally {
    client.destroy();
  }
}
