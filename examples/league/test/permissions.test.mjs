// node --test test/: each test has a table of its own, with the items of init.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { migratedTable } from "godwit/testing";

let table;
let client;

before(async () => {
  table = await migratedTable({ environment: "dev" });
  client = new DynamoDBClient(table.client);
});

after(async () => {
  client.destroy();
  await table.drop();
});

test("an admin may view the payment history", async () => {
  const Key = { PK: { S: "CONFIG" }, SK: { S: "PERMISSION_MATRIX" } };
  const { Item } = await client.send(new GetItemCommand({ TableName: table.name, Key }));
  const { roles } = Item.permissions.M.view_payment_history.M;
  assert.deepEqual(roles.M.admin.M.allowed, { BOOL: true });
});
