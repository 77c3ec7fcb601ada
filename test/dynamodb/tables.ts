// The application's side of the tests: its table, and its own reads and writes past Godwit.

import type { Item } from "../../src/core/module-dynamo.ts";
import { dynamoDriver } from "../../src/drivers/dynamodb.ts";
import type { AttributeMap } from "../../src/dynamodb/attribute.ts";
import { fromItem, toItem } from "../../src/dynamodb/value.ts";

export async function createTable(endpoint: string, table: string): Promise<void> {
  const session = await dynamoDriver({ endpoint }).connect();
  await session.run({
    command: "CreateTable",
    input: {
      TableName: table,
      KeySchema: [
        { AttributeName: "PK", KeyType: "HASH" },
        { AttributeName: "SK", KeyType: "RANGE" },
      ],
      AttributeDefinitions: [
        { AttributeName: "PK", AttributeType: "S" },
        { AttributeName: "SK", AttributeType: "S" },
      ],
      BillingMode: "PAY_PER_REQUEST",
    },
  });
  await session.close();
}

export interface Application {
  put(item: object): Promise<void>;
  get(partitionKey: string, sortKey: string): Promise<Item | undefined>;
  raw(partitionKey: string, sortKey: string): Promise<AttributeMap | undefined>;
  close(): Promise<void>;
}

/** What the application itself does with its table: plain, unconditional calls. */
export async function application(endpoint: string, table: string): Promise<Application> {
  const session = await dynamoDriver({ endpoint }).connect();
  const raw = async (partitionKey: string, sortKey: string): Promise<AttributeMap | undefined> => {
    const Key = fromItem({ PK: partitionKey, SK: sortKey });
    const input = { TableName: table, Key, ConsistentRead: true } as const;
    return (await session.run({ command: "GetItem", input })).Item;
  };
  return {
    raw,
    async put(item) {
      await session.run({ command: "PutItem", input: { TableName: table, Item: fromItem(item) } });
    },
    async get(partitionKey, sortKey) {
      const item = await raw(partitionKey, sortKey);
      return item && toItem(item);
    },
    close: () => session.close(),
  };
}
