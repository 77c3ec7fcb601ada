// Takes a table away, if it is empty: what it holds cannot be brought back.
import { GodwitError } from "../../core/errors.ts";
import type { AttributeMap } from "../attribute.ts";
import { type DynamoSession, renderKey } from "../call.ts";
import { failureOf } from "../failure.ts";
import type { Arriving } from "./arrive.ts";
import { ownerOf, refuseChange } from "./owner.ts";
import { refusalOf } from "./refusal.ts";
import { settledTable } from "./settle.ts";
import type { TableStep } from "./step.ts";

/** `unchanged` when there is none. Throws HAS_ITEMS, and NOT_AS_DECLARED while it is protected. */
export async function deleteTable(arriving: Arriving, table: string): Promise<"changed" | "unchanged"> {
  const { session, check, say, managedBy, announce, announced } = arriving;
  const step: TableStep = { do: "delete", table };
  const known = announced.some((one) => one.do === "delete" && one.table === table);
  const at = await settledTable({ session, table, check, say });
  if (!at) return known ? "changed" : "unchanged";
  const owner = await ownerOf(session, at.TableArn, managedBy);
  if (owner) refuseChange(table, owner, [step]);
  if (at.DeletionProtectionEnabled) {
    throw new GodwitError("NOT_AS_DECLARED", `${table} is protected against deletion`, {
      hint: "take the protection away first: `ctx.table.set({ deletionProtection: false })`",
    });
  }
  const key = await anyItem(
    session,
    table,
    at.KeySchema.map(({ AttributeName }) => AttributeName),
  );
  if (key) throw new GodwitError("HAS_ITEMS", `${table} is not empty: it holds ${renderKey(key)}`);
  check();
  if (!known) await announce(step);
  try {
    await session.run({ command: "DeleteTable", input: { TableName: table } });
  } catch (thrown) {
    const gone = failureOf(thrown)?.name === "ResourceNotFoundException";
    if (!gone && refusalOf(thrown, `delete ${table}`).because === "refused") throw thrown;
  }
  if (await settledTable({ session, table, check, say })) {
    throw new GodwitError("RESOURCE_BUSY", `DynamoDB is busy and did not delete ${table}`);
  }
  say(`done: delete table ${table}`);
  return "changed";
}

async function anyItem(
  session: DynamoSession,
  table: string,
  keys: readonly string[],
): Promise<AttributeMap | undefined> {
  let after: AttributeMap | undefined;
  do {
    const page = await session.run({
      command: "Scan",
      input: {
        ...{ TableName: table, ConsistentRead: true, Segment: 0, TotalSegments: 1, Limit: 1 },
        ...(after && { ExclusiveStartKey: after }),
      },
    });
    const [found] = page.Items;
    if (found) {
      return Object.fromEntries(keys.map((name) => [name, found[name] ?? { NULL: true }]));
    }
    after = page.LastEvaluatedKey;
  } while (after);
  return undefined;
}
