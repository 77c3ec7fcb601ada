// The log: lines appended behind a head that says how many there are and what the last one's hash is.
import type { RunIdentity } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { ChainState, LogEntry, LogLine } from "../core/history.ts";
import type { Action, DynamoSession } from "./call.ts";
import { numberField, textField } from "./fields.ts";
import { getItem, queryItems } from "./history-items.ts";
import { HEAD, type HistoryPlace, itemKey, LOG_PREFIX } from "./layout.ts";
import { EMPTY_LOG, followChain, type LogHead, logLineFrom, logLineItem } from "./log-line.ts";
import { transact } from "./transact.ts";
import { fromItem } from "./value.ts";

/** Other writers of the log that we let pass before we give up. */
const HEAD_TRIES = 20;

const LOG_RANGE = { from: LOG_PREFIX, to: `${LOG_PREFIX}~` } as const;

/** Where the history is, how it is reached, and for whom it is written. */
export interface HistoryAccess {
  readonly session: DynamoSession;
  readonly place: HistoryPlace;
  readonly run: RunIdentity;
}

/** Appends lines in one transaction with other actions; a condition of those that fails calls `onRefused`. */
export async function appendLog(
  access: HistoryAccess,
  order: {
    readonly entries: readonly LogEntry[];
    readonly others: readonly Action[];
    readonly onRefused: () => never;
  },
): Promise<void> {
  const { session, place, run } = access;
  for (let tries = 0; tries < HEAD_TRIES; tries++) {
    const before = await readHead(session, place);
    let head = before;
    const puts: Action[] = [];
    for (const entry of order.entries) {
      const line = logLineItem(place, { entry, run, at: new Date() }, head);
      puts.push({ Put: { TableName: place.table, Item: line.item } });
      head = line.head;
    }
    const failed = await transact(session, [...order.others, moveHead(place, before, head), ...puts]);
    if (failed.length === 0) return;
    if (failed.some((index) => index < order.others.length)) order.onRefused();
    // Only the head moved: somebody else appended first.
  }
  throw growing(place);
}

function moveHead(place: HistoryPlace, before: LogHead, after: LogHead): Action {
  return {
    Update: {
      TableName: place.table,
      Key: itemKey(place, HEAD),
      UpdateExpression: "SET #lines = :lines, #hash = :hash",
      ConditionExpression: "#hash = :before",
      ExpressionAttributeNames: { "#lines": "lines", "#hash": "hash" },
      ExpressionAttributeValues: fromItem({
        ":lines": after.lines,
        ":hash": after.hash,
        ":before": before.hash,
      }),
    },
  };
}

/** Newest first; lines of one version where that is asked for. */
export async function readLog(
  session: DynamoSession,
  place: HistoryPlace,
  { limit, version }: { readonly limit: number; readonly version?: string | undefined },
): Promise<LogLine[]> {
  const range = { ...LOG_RANGE, newest: limit, ...(version !== undefined && { version }) };
  return (await queryItems(session, place, range)).map(logLineFrom);
}

/** Follows the chain from the first line to the last, and compares its end with the head. */
export async function verifyLog(session: DynamoSession, place: HistoryPlace): Promise<ChainState> {
  for (let tries = 0; tries < HEAD_TRIES; tries++) {
    const head = await readHead(session, place);
    const lines = await queryItems(session, place, LOG_RANGE);
    // Lines that arrive while we read would look like lines that the head does not know.
    if ((await readHead(session, place)).hash === head.hash) return followChain(lines, head);
  }
  throw growing(place);
}

async function readHead(session: DynamoSession, place: HistoryPlace): Promise<LogHead> {
  const head = await getItem(session, place, HEAD);
  return head ? { lines: numberField(head, "lines"), hash: textField(head, "hash") } : EMPTY_LOG;
}

function growing(place: HistoryPlace): GodwitError {
  return new GodwitError("SERVER_ERROR", `the log in ${place.table} keeps growing under our hands`, {
    hint: "see who writes with `godwit history`, then run the command again",
  });
}
