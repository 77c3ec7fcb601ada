import { expect, test } from "vitest";
import { type Call, renderCall } from "./call.ts";

const Key = { PK: { S: "CONFIG" }, SK: { N: "7" } };
const TableName = "league";

test.each<[string, Call]>([
  ["GetItem league CONFIG/7", { command: "GetItem", input: { TableName, Key, ConsistentRead: true } }],
  ["DescribeTable league", { command: "DescribeTable", input: { TableName } }],
  [
    "TransactWriteItems [check CONFIG/7, put into league, delete CONFIG/7]",
    {
      command: "TransactWriteItems",
      input: {
        ClientRequestToken: "t",
        TransactItems: [
          { ConditionCheck: { TableName, Key, ConditionExpression: "attribute_exists(PK)" } },
          { Put: { TableName, Item: Key } },
          { Delete: { TableName, Key } },
        ],
      },
    },
  ],
])("reads %s", (words, call) => {
  expect(renderCall(call)).toBe(words);
});
