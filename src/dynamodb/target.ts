// The application's table that migrations change, and how its items are named.
import { GodwitError } from "../core/errors.ts";
import type { KeyValue } from "../core/module-dynamo.ts";
import type { AttributeMap, AttributeValue } from "./attribute.ts";
import type { DynamoSession, TableDescription } from "./call.ts";
import { describeTable } from "./history-table.ts";
import { OWN_PREFIX } from "./layout.ts";
import { fromValue } from "./value.ts";

export interface Target {
  readonly table: string;
  /** Name of the partition key, and of the sort key where there is one. */
  readonly keys: readonly [string, string?];
  /** AWS account, from the table's ARN. */
  readonly account: string | null;
  /** Of a table that is yet to be made: what it turned out to be. */
  readonly learn?: (found: Target) => void;
}

export async function findTarget(session: DynamoSession, table: string): Promise<Target> {
  const found = await describeTable(session, table);
  if (!found) throw noTable(session, table);
  const name = (type: "HASH" | "RANGE"): string | undefined =>
    found.KeySchema.find(({ KeyType }) => KeyType === type)?.AttributeName;
  const sortKey = name("RANGE");
  const partitionKey = name("HASH") ?? "";
  return {
    table,
    keys: sortKey === undefined ? [partitionKey] : [partitionKey, sortKey],
    account: accountOf(found),
  };
}

export function accountOf({ TableArn }: Pick<TableDescription, "TableArn">): string | null {
  return TableArn?.split(":")[4] ?? null;
}

function noTable({ host }: DynamoSession, table: string): GodwitError {
  return new GodwitError("NO_DATABASE", `there is no DynamoDB table ${table} at ${host}`, {
    hint: "check `table`, `region` and `endpoint` of the environment's `dynamodb` settings with `godwit config`",
  });
}

/** A table that a migration is going to make: until then, whoever needs its keys meets NO_DATABASE. */
export function missingTarget(session: DynamoSession, table: string, account: string | null): Target {
  let known: Target | undefined;
  return {
    table,
    account,
    get keys() {
      if (known) return known.keys;
      throw noTable(session, table);
    },
    learn(found) {
      known = found;
    },
  };
}

/** The key of an item; throws MODULE_INVALID when it does not fit the table, or is one of Godwit's own. */
export function targetKey(target: Target, partitionKey: KeyValue, sortKey?: KeyValue): AttributeMap {
  const [pk, sk] = target.keys;
  if ((sk === undefined) !== (sortKey === undefined)) {
    const wanted = sk === undefined ? `only the partition key ${pk}` : `${pk} and ${sk}`;
    throw new GodwitError("MODULE_INVALID", `items of ${target.table} are named by ${wanted}`, {
      hint: "correct the key in the migration, then run `godwit up` again",
    });
  }
  const value = fromValue(partitionKey, pk);
  refuseOwn(value);
  return {
    [pk]: value,
    ...(sk !== undefined && { [sk]: fromValue(sortKey, sk) }),
  };
}

/** Throws MODULE_INVALID for a partition key that only Godwit uses. */
export function refuseOwn(partitionKey: AttributeValue | undefined): void {
  if (!partitionKey || !isOwn(partitionKey)) return;
  throw new GodwitError("MODULE_INVALID", `${partitionKey.S} is Godwit's own: migrations may not touch it`, {
    hint: "use `godwit stamp`, `repair` or `forget` to change the history",
  });
}

export function isOwn(partitionKey: AttributeValue): partitionKey is { readonly S: string } {
  return "S" in partitionKey && partitionKey.S.startsWith(OWN_PREFIX);
}
