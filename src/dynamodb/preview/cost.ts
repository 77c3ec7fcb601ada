// What a migration of items takes: capacity with what its writes set in motion, money at stated prices, and time.
import type { ItemCost, PreviewedOperation } from "../../core/item-preview.ts";
import type { DynamoSession, TableDescription } from "../call.ts";
import { usualCeiling } from "../transform/ceiling.ts";

/** US dollars for a million units, on demand, in us-east-1 since November 2024. */
const PRICES = { write: 0.625, read: 0.125 } as const;
/** What a new table on demand takes in a second, where it does not say itself what it is warm for. */
const NEW_TABLE = { write: 4_000, read: 12_000 } as const;
/** Items that one process looks at and writes in a second, at most. */
const ITEMS_PER_SECOND = 2_000;

export interface Costing {
  readonly table: TableDescription;
  readonly session: Pick<DynamoSession, "region">;
  /** Write units per second, where somebody said so. */
  readonly maxWcu: number | undefined;
}

export function itemCost(
  operations: readonly PreviewedOperation[],
  { table, session, maxWcu }: Costing,
): ItemCost {
  const sum = (of: (operation: PreviewedOperation) => number): number =>
    operations.reduce((total, operation) => total + of(operation), 0);
  const readUnits = sum((one) => one.readUnits);
  const writeUnits = sum((one) => one.writeUnits);
  const historyUnits = sum((one) => one.historyUnits);
  const written = sum((one) => one.changed + one.added + one.removed);
  const indexes = [...new Set(operations.flatMap(({ sideUnits }) => Object.keys(sideUnits)))]
    .map((name) => ({ name, writeUnits: sum(({ sideUnits }) => sideUnits[name] ?? 0) }))
    .filter((index) => index.writeUnits > 0);
  const inIndexes = indexes.reduce((total, index) => total + index.writeUnits, 0);
  const replicas = (table.Replicas ?? [])
    .map(({ RegionName = "" }) => RegionName)
    .filter((region) => region !== session.region)
    .map((region) => ({ region, writeUnits: writeUnits + inIndexes }));
  const { StreamSpecification: stream } = table;
  const billing = isProvisioned(table) ? "provisioned" : "on-demand";
  const writes = (writeUnits + inIndexes) * (1 + replicas.length);
  // The history's table is on demand, whatever the application's is.
  const paid =
    billing === "provisioned"
      ? { writes: historyUnits, reads: 0 }
      : { writes: writes + historyUnits, reads: readUnits };
  const speed = speedOf(table, maxWcu);
  const slowest = Math.max(
    readUnits / speed.reads,
    writeUnits / speed.writes,
    sum((one) => one.scanned) / ITEMS_PER_SECOND,
    ...indexes.map((index) => index.writeUnits / writesOf(table, index.name)),
  );
  return {
    readUnits,
    writeUnits,
    historyUnits,
    indexes,
    replicas,
    stream:
      stream?.StreamEnabled === true
        ? { holds: stream.StreamViewType ?? "KEYS_ONLY", records: written }
        : null,
    billing,
    usd: (paid.writes * PRICES.write + paid.reads * PRICES.read) / 1_000_000,
    estimatedMs: Math.round(slowest * 1_000),
    assumptions: [
      billing === "provisioned"
        ? "the table's own capacity is provisioned and paid for anyhow; only the history's writes are counted"
        : `on demand, in us-east-1: $${PRICES.write} for a million write units, $${PRICES.read} for a million read units`,
      `${speed.why}, and at most ${ITEMS_PER_SECOND} items a second in one process`,
    ],
  };
}

function isProvisioned({ BillingModeSummary, ProvisionedThroughput }: TableDescription): boolean {
  if (BillingModeSummary?.BillingMode !== undefined) return BillingModeSummary.BillingMode === "PROVISIONED";
  return (ProvisionedThroughput?.WriteCapacityUnits ?? 0) > 0;
}

function speedOf(
  table: TableDescription,
  maxWcu: number | undefined,
): { readonly writes: number; readonly reads: number; readonly why: string } {
  const reads = table.ProvisionedThroughput?.ReadCapacityUnits || NEW_TABLE.read;
  if (maxWcu !== undefined)
    return { writes: maxWcu, reads, why: `${maxWcu} write units a second, as was asked for` };
  const usual = usualCeiling(table);
  if (usual !== null)
    return {
      writes: usual,
      reads,
      why: `${usual} write units a second, a quarter of what the table can take`,
    };
  return {
    writes: NEW_TABLE.write,
    reads,
    why: `${NEW_TABLE.write} write units a second, as a new table takes`,
  };
}

/** An index that cannot keep up holds up the writes of its table. */
function writesOf({ GlobalSecondaryIndexes = [] }: TableDescription, name: string): number {
  const index = GlobalSecondaryIndexes.find(({ IndexName }) => IndexName === name);
  return index?.ProvisionedThroughput?.WriteCapacityUnits || Number.POSITIVE_INFINITY;
}
