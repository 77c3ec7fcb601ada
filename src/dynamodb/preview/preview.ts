// Runs a migration's function without writing: what it would do to items, seen through an overlay of its own writes.
import type { PreviewOrder } from "../../core/engine.ts";
import { GodwitError } from "../../core/errors.ts";
import type { ItemPreview, PreviewedOperation } from "../../core/item-preview.ts";
import type { DynamoScript } from "../../core/module-dynamo.ts";
import { renderKey, type TableDescription } from "../call.ts";
import { dynamoContext } from "../context.ts";
import { namesOf } from "../context-options.ts";
import type { DatabaseOptions } from "../database-options.ts";
import { describeTable } from "../history-table.ts";
import type { ItemWrite } from "../item-write.ts";
import { stampsNow } from "../one-item.ts";
import type { Door } from "../table/door.ts";
import type { Target } from "../target.ts";
import { trackCalls } from "../track-calls.ts";
import { imageOf } from "../transform/image.ts";
import { itemCost } from "./cost.ts";
import { imageUnits, keptUnits } from "./image-units.ts";
import { type IndexShape, indexesOf } from "./indexes.ts";
import type { Overlay } from "./overlay.ts";
import { previewTransform } from "./preview-transform.ts";
import { shapes } from "./shapes.ts";
import { tableInWords } from "./table-in-words.ts";

export interface Previewing {
  readonly options: Pick<DatabaseOptions, "session" | "stamps" | "maxWcu">;
  readonly target: Target;
  /** Shared by all migrations of a plan: each sees what those before would do. */
  readonly overlay: Overlay;
  readonly script: DynamoScript;
  /** Behind it, work on tables is told and not done. */
  readonly tables: (tell: (operation: PreviewedOperation) => void, check: () => void) => Door;
}

export interface ModuleOrder extends Pick<PreviewOrder, "signal" | "seed"> {
  readonly migration: { readonly name: string };
}

export async function previewModule(
  { options, target, overlay, script, tables }: Previewing,
  { migration: { name }, signal, seed }: ModuleOrder,
): Promise<ItemPreview> {
  const { stamps, session, maxWcu } = options;
  const table = (await describeTable(session, target.table)) ?? UNKNOWN;
  const indexes = indexesOf(table, target);
  const operations: PreviewedOperation[] = [];
  const check = (): void => {
    if (signal.aborted) throw new GodwitError("CANCELLED", "the dry run was cancelled");
  };
  const stampNames = namesOf(stamps);
  const started: Promise<unknown>[] = [];
  const context = dynamoContext({
    ...{ session: overlay.session, target, stamps, check, signal },
    migration: name,
    log: () => undefined,
    tables: tables((operation) => operations.push(operation), check),
    async write(write) {
      // A put where something is: DynamoDB would refuse it.
      const known = overlay.get(write.key);
      if (!write.before && (known ? known.item : await read(overlay, target, write))) return false;
      operations.push(await singleOperation(write, stampNames, indexes));
      overlay.set(write.key, write.after);
      return true;
    },
    async transform(request) {
      const found = await previewTransform(
        {
          ...{ session, target, table, overlay, seed, check },
          stamps: () => stampsNow({ stamps, migration: name }),
        },
        request,
      );
      operations.push(found);
      const { scanned, changed, added, removed, unchanged, skipped } = found;
      return { scanned, changed, added, removed, unchanged, skipped };
    },
  });
  await script(trackCalls(context, started));
  while (started.length > 0) await started.shift();
  return {
    operations,
    cost: itemCost(operations, { table, session, maxWcu }),
    place:
      table === UNKNOWN
        ? [`table ${target.table} is yet to be made`]
        : tableInWords(table, { target, region: session.region }),
  };
}

/** In memory, where migrations are proved, there is no table, nor before a migration makes it. */
const UNKNOWN: TableDescription = {
  TableName: "",
  TableStatus: "",
  KeySchema: [],
  AttributeDefinitions: [],
};

const LOCK_UNITS = 1;

async function read(overlay: Overlay, target: Target, { key }: ItemWrite): Promise<boolean> {
  const input = { TableName: target.table, Key: key, ConsistentRead: true } as const;
  return (await overlay.session.run({ command: "GetItem", input })).Item !== undefined;
}

async function singleOperation(
  write: ItemWrite,
  stampNames: readonly string[],
  indexes: readonly IndexShape[],
): Promise<PreviewedOperation> {
  const image = imageOf({ ...write, stampNames });
  const units = imageUnits([image], write.before, indexes);
  const label = renderKey(write.key);
  const verb = { changed: "update", added: "put", removed: "delete" }[image.kind];
  const seen = shapes();
  seen.add([image], label);
  return {
    what: `${verb} ${label}`,
    ...{ scanned: 1, changed: 0, added: 0, removed: 0, unchanged: 0, skipped: 0, [image.kind]: 1 },
    shapes: seen.list(),
    readUnits: 1,
    // The write, its image and the proof that the lock is ours: in a transaction each costs twice.
    writeUnits: units.table * 2,
    historyUnits: ((await keptUnits([image])) + LOCK_UNITS) * 2,
    sideUnits: units.indexes,
  };
}
