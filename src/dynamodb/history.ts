// Creates the history and changes its records, each change together with its log line.
import type { RecordChange } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import { RESERVED_VERSION } from "../core/version.ts";
import { forgetAttempts } from "./attempt.ts";
import type { AttributeMap } from "./attribute.ts";
import type { Action, DynamoSession } from "./call.ts";
import { numberField, textField } from "./fields.ts";
import { getItem } from "./history-items.ts";
import { type Home, refuseOtherHome, rememberHome } from "./home.ts";
import { HEAD, type HistoryPlace, itemKey, LAYOUT, META, recordSortKey } from "./layout.ts";
import { appendLog, type HistoryAccess } from "./log.ts";
import { EMPTY_LOG, logLineItem } from "./log-line.ts";
import { recordItem } from "./record.ts";
import { transact } from "./transact.ts";
import { fromItem } from "./value.ts";

/** A transaction has 100 actions: the guard, the head, and up to three per change. */
const CHANGES_PER_TRANSACTION = 32;

/** The layout's version, or 0 when this partition has no history yet. Throws LAYOUT_NEWER. */
export async function readLayout(
  session: DynamoSession,
  place: HistoryPlace,
  here: Home = {},
): Promise<number> {
  const meta = await getItem(session, place, META);
  return meta ? layoutOf(meta, { session, place, here }) : 0;
}

/** The same for a run that is going to write: what the history does not know of its home yet, it learns. */
export async function settleLayout(session: DynamoSession, place: HistoryPlace, here: Home): Promise<number> {
  const meta = await getItem(session, place, META);
  if (!meta) return 0;
  const layout = layoutOf(meta, { session, place, here });
  await rememberHome(session, { place, meta, here });
  return layout;
}

function layoutOf(
  meta: AttributeMap,
  {
    session,
    place,
    here,
  }: { readonly session: DynamoSession; readonly place: HistoryPlace; readonly here: Home },
): number {
  const layout = numberField(meta, "layout");
  if (layout <= LAYOUT) {
    refuseOtherRegion(session, textField(meta, "region"));
    refuseOtherHome(place, meta, here);
    return layout;
  }
  throw new GodwitError(
    "LAYOUT_NEWER",
    `the history in ${place.table} has layout ${layout}, written by Godwit ${textField(meta, "toolVersion")}; this Godwit knows ${LAYOUT}`,
  );
}

/** In a global table conditions are checked against the local replica only, so one region is the lock's home. */
function refuseOtherRegion(session: DynamoSession, home: string): void {
  if (home === session.region) return;
  throw new GodwitError("CONFIG_INVALID", `the history lives in region ${home}, not in ${session.region}`, {
    hint: `set \`region: "${home}"\` in the environment's \`dynamodb\` settings, then run the command again`,
  });
}

/** Writes the first items of a history; does nothing when it is there already. */
export async function createHistory({ session, place, run }: HistoryAccess, here: Home = {}): Promise<void> {
  const now = new Date();
  const absent = {
    ConditionExpression: "attribute_not_exists(#pk)",
    ExpressionAttributeNames: { "#pk": place.pk },
  };
  const meta = {
    layout: LAYOUT,
    toolVersion: run.toolVersion,
    region: session.region,
    ...(here.environment && { environment: here.environment }),
    ...(here.account && { account: here.account }),
    createdAt: now.toISOString(),
  };
  const created = { event: "created", version: RESERVED_VERSION, name: place.table } as const;
  const line = logLineItem(place, { entry: created, run, at: now }, EMPTY_LOG);
  const itself = {
    version: RESERVED_VERSION,
    name: place.table,
    description: null,
    kind: "history",
    appliedAt: now,
    appliedBy: run.who,
    checksum: null,
    fingerprint: null,
    executionTimeMs: 0,
    success: true,
    stepsDone: 0,
    stepsTotal: 0,
    stepsHash: [],
    stepStarted: null,
    error: null,
    rollback: null,
    gitSha: run.gitSha,
    toolVersion: run.toolVersion,
    runId: run.runId,
  };
  const items = [
    { ...itemKey(place, META), ...fromItem(meta) },
    { ...itemKey(place, HEAD), ...fromItem(line.head) },
    line.item,
    recordItem(place, itself),
  ];
  // A refused condition means that another runner was first, with the same items.
  await transact(
    session,
    items.map((Item) => ({ Put: { TableName: place.table, Item, ...absent } })),
  );
}

/**
 * Applies changes together with their log lines. `guard` is checked in the same transaction; `onRefused` throws
 * when it fails. Up to 32 changes are atomic; more go in several transactions, in order.
 */
export async function writeHistory(
  access: HistoryAccess,
  order: {
    readonly changes: readonly RecordChange[];
    readonly guard: Action;
    readonly onRefused: () => never;
  },
): Promise<void> {
  for (let from = 0; from < order.changes.length; from += CHANGES_PER_TRANSACTION) {
    const changes = order.changes.slice(from, from + CHANGES_PER_TRANSACTION);
    const writes = [...actionsOf(access.place, changes), ...forgotten(access.place, changes)];
    const entries = changes.map(({ log }) => log);
    await appendLog(access, { entries, others: [order.guard, ...writes], onRefused: order.onRefused });
  }
}

/** What was reverted or forgotten leaves nothing that could be taken back. */
function forgotten(place: HistoryPlace, changes: readonly RecordChange[]): readonly Action[] {
  const removed = changes.flatMap(({ remove }) => (remove === undefined ? [] : [remove]));
  return [...new Set(removed)].map((version) => forgetAttempts(place, version));
}

/** A transaction may touch a record once: of several changes to one, the last is what remains. */
function actionsOf(place: HistoryPlace, changes: readonly RecordChange[]): readonly Action[] {
  const actions = new Map<string, Action>();
  const TableName = place.table;
  for (const { put, remove } of changes) {
    if (put) actions.set(recordSortKey(put.version), { Put: { TableName, Item: recordItem(place, put) } });
    if (remove === undefined) continue;
    const sortKey = recordSortKey(remove);
    actions.set(sortKey, { Delete: { TableName, Key: itemKey(place, sortKey) } });
  }
  return [...actions.values()];
}
