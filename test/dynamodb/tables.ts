// The application's side of the tests: its table, and its own reads and writes past Godwit.

import type { Item } from "../../src/core/module-dynamo.ts";
import { dynamoDriver } from "../../src/drivers/dynamodb.ts";
import type { AttributeMap } from "../../src/dynamodb/attribute.ts";
import { expression } from "../../src/dynamodb/expression.ts";
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
  remove(partitionKey: string, sortKey: string): Promise<void>;
  /** Sets top-level attributes, whatever is there. */
  update(partitionKey: string, sortKey: string, set: object): Promise<void>;
  /** Every item of the table, in the order of their keys. */
  all(): Promise<Item[]>;
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
    async remove(partitionKey, sortKey) {
      const input = { TableName: table, Key: fromItem({ PK: partitionKey, SK: sortKey }) };
      await session.run({ command: "DeleteItem", input });
    },
    async update(partitionKey, sortKey, set) {
      const text = expression();
      const sets = Object.entries(fromItem(set)).map(
        ([name, value]) => `${text.place([name])} = ${text.value(value)}`,
      );
      const input = {
        TableName: table,
        Key: fromItem({ PK: partitionKey, SK: sortKey }),
        UpdateExpression: `SET ${sets.join(", ")}`,
        ConditionExpression: `attribute_exists(${text.place(["PK"])})`,
        ...text.parts(),
      };
      await session.run({ command: "UpdateItem", input });
    },
    async all() {
      const items: Item[] = [];
      let after: AttributeMap | undefined;
      do {
        const page = await session.run({
          command: "Scan",
          input: {
            ...{ TableName: table, ConsistentRead: true, Segment: 0, TotalSegments: 1, Limit: 1_000 },
            ...(after && { ExclusiveStartKey: after }),
          },
        });
        items.push(...page.Items.map(toItem));
        after = page.LastEvaluatedKey;
      } while (after);
      const key = ({ PK, SK }: Item): string => `${PK}\0${SK}`;
      return items.sort((a, b) => (key(a) < key(b) ? -1 : 1));
    },
    close: () => session.close(),
  };
}
