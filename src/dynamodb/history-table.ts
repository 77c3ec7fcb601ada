// Finds the table that holds the history, and makes it where it is missing.
import { GodwitError } from "../core/errors.ts";
import type { DynamoSession, TableDescription } from "./call.ts";
import { failureOf } from "./failure.ts";
import { type HistoryPlace, OWN_PREFIX } from "./layout.ts";

/** Null when the table does not exist. */
export async function describeTable(session: DynamoSession, table: string): Promise<TableDescription | null> {
  try {
    const { Table } = await session.run({ command: "DescribeTable", input: { TableName: table } });
    return Table;
  } catch (thrown) {
    if (failureOf(thrown)?.name === "ResourceNotFoundException") return null;
    throw thrown;
  }
}

/** Where the history of `scope` lives in an existing table, whose keys may have any names. */
export function placeIn(description: TableDescription, scope: string): HistoryPlace {
  const key = (type: "HASH" | "RANGE"): string | undefined =>
    description.KeySchema.find(({ KeyType }) => KeyType === type)?.AttributeName;
  const pk = key("HASH");
  const sk = key("RANGE");
  const isText = (name: string | undefined): boolean =>
    description.AttributeDefinitions.some((one) => one.AttributeName === name && one.AttributeType === "S");
  if (!pk || !sk || !isText(pk) || !isText(sk)) {
    throw new GodwitError(
      "NOT_SUPPORTED",
      `table ${description.TableName} cannot hold the history: it needs a text partition key and a text sort key`,
      { hint: "name another history table in the environment's `dynamodb` settings, then run `godwit up`" },
    );
  }
  return { table: description.TableName, pk, sk, partition: `${OWN_PREFIX}${scope}` };
}

/** Makes the table and waits until it can be used; two runners may try at once. */
export async function createHistoryTable(session: DynamoSession, table: string): Promise<TableDescription> {
  try {
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
  } catch (thrown) {
    if (failureOf(thrown)?.name !== "ResourceInUseException") throw thrown;
  }
  const end = performance.now() + CREATION_MS;
  for (;;) {
    const found = await describeTable(session, table);
    if (found?.TableStatus === "ACTIVE") return found;
    if (performance.now() > end) {
      throw new GodwitError("SERVER_ERROR", `table ${table} was created and is not active after a minute`, {
        hint: "wait until the table is active, then run `godwit up` again",
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

const CREATION_MS = 60_000;
