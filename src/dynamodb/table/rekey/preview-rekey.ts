// A re-keying as a dry run: its functions are tried on the first items, and what all of them cost is told.
import { grouped } from "../../../core/grouped.ts";
import type { PreviewedOperation } from "../../../core/item-preview.ts";
import type { DynamoSession } from "../../call.ts";
import { describeTable } from "../../history-table.ts";
import { isOwn } from "../../target.ts";
import { scanPage } from "../../transform/scan.ts";
import { copiesOf, type Tied } from "./rekey.ts";

export interface PreviewRekey {
  /** Such as `copy the items of`. */
  readonly does: string;
  readonly back: string;
  readonly notes: readonly string[];
}

/** Throws MODULE_INVALID where the functions do not fit the items. */
export async function previewRekey(
  session: DynamoSession,
  tied: Tied,
  { does, back, notes }: PreviewRekey,
): Promise<PreviewedOperation> {
  const { from, to } = tied;
  const scan = { session, target: from, index: undefined, filter: undefined, segments: 1 };
  const table = await describeTable(session, from.table);
  const { items } = table ? await scanPage(scan, { segment: 0, after: undefined }) : { items: [] };
  const own = items.filter((item) => !isOwn(item[from.keys[0]] ?? { NULL: true }));
  const copies = own.reduce((sum, item) => sum + copiesOf(tied, item).length, 0);
  const { ItemCount = 0, TableSizeBytes = 0 } = table ?? {};
  const units = Math.max(ItemCount, Math.ceil(TableSizeBytes / 1024));
  return {
    what: `${does} ${from.table} to ${to.table}`,
    ...{ scanned: own.length, changed: 0, added: 0, removed: 0, unchanged: 0, skipped: 0 },
    ...{ shapes: [], readUnits: 0, writeUnits: 0, historyUnits: 0, sideUnits: {} },
    notes: [
      `the first ${grouped(own.length)} items have ${grouped(copies)} copies`,
      `costs 4 write units for a kilobyte to copy, about ${grouped(4 * units)} in all, and about ${grouped(Math.ceil(units / 2))} read units for each pass`,
      ...notes,
      back,
    ],
  };
}
