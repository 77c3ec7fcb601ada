// A line of the log as a DynamoDB item, and the hash that chains it to the line before.
import { sha256 } from "../core/digest.ts";
import type { RunIdentity } from "../core/engine.ts";
import type { ChainState, LogEntry, LogLine } from "../core/history.ts";
import type { AttributeMap } from "./attribute.ts";
import { numberField, optionalNumber, optionalText, textField } from "./fields.ts";
import { type HistoryPlace, itemKey, logSortKey } from "./layout.ts";
import { fromItem } from "./value.ts";

/** The last line's number and hash. */
export interface LogHead {
  readonly lines: number;
  readonly hash: string;
}

export const EMPTY_LOG: LogHead = { lines: 0, hash: "" };

/** What is stored of a line. Times and details stay the text that was hashed. */
interface StoredLine {
  readonly line: number;
  readonly at: string;
  readonly runId: string;
  readonly event: string;
  readonly version: string | null;
  readonly name: string | null;
  readonly who: string;
  readonly reason: string | null;
  readonly checksum: string | null;
  readonly executionTimeMs: number | null;
  /** JSON text, or null. */
  readonly details: string | null;
  readonly previousHash: string;
}

export interface NewLine {
  readonly entry: LogEntry;
  readonly run: RunIdentity;
  readonly at: Date;
}

/** The item for a line that follows `head`, and the head after it. */
export function logLineItem(
  place: HistoryPlace,
  { entry, run, at }: NewLine,
  head: LogHead,
): { readonly item: AttributeMap; readonly head: LogHead } {
  const stored: StoredLine = {
    line: head.lines + 1,
    at: at.toISOString(),
    runId: run.runId,
    event: entry.event,
    version: entry.version,
    name: entry.name,
    who: run.who,
    reason: entry.reason ?? null,
    checksum: entry.checksum ?? null,
    executionTimeMs: entry.executionTimeMs ?? null,
    details: entry.details === undefined ? null : JSON.stringify(entry.details),
    previousHash: head.hash,
  };
  const hash = hashOf(stored);
  return {
    item: { ...itemKey(place, logSortKey(stored.line)), ...fromItem({ ...stored, hash }) },
    head: { lines: stored.line, hash },
  };
}

export function logLineFrom(item: AttributeMap): LogLine {
  const { line, at, details, ...rest } = storedFrom(item);
  return {
    ...rest,
    id: String(line),
    at: new Date(at),
    details: details === null ? null : JSON.parse(details),
    hash: textField(item, "hash"),
  };
}

/** Follows the chain over all lines in order; a tail that was cut off shows against the head. */
export function followChain(items: readonly AttributeMap[], head: LogHead): ChainState {
  let previous = EMPTY_LOG;
  for (const item of items) {
    const stored = storedFrom(item);
    const hash = textField(item, "hash");
    const follows = stored.line === previous.lines + 1 && stored.previousHash === previous.hash;
    if (!follows || hashOf(stored) !== hash) {
      return { lines: items.length, head: head.hash || null, brokenAt: String(stored.line) };
    }
    previous = { lines: stored.line, hash };
  }
  return { lines: items.length, head: head.hash || null, brokenAt: firstUnanchored(previous, head) };
}

/** The chain holds in itself: the first line that the head does not know, or that the head knows and is gone. */
function firstUnanchored(last: LogHead, head: LogHead): string | null {
  if (last.lines !== head.lines) return String(Math.min(last.lines, head.lines) + 1);
  return last.hash === head.hash ? null : String(last.lines);
}

/** SHA-256 over a JSON array of the fields in this order, UTF-8: anyone can compute it again. */
function hashOf(stored: StoredLine): string {
  return sha256(
    JSON.stringify([
      stored.previousHash,
      stored.line,
      stored.at,
      stored.runId,
      stored.event,
      stored.version,
      stored.name,
      stored.who,
      stored.reason,
      stored.checksum,
      stored.executionTimeMs,
      stored.details,
    ]),
  );
}

function storedFrom(item: AttributeMap): StoredLine {
  return {
    line: numberField(item, "line"),
    at: textField(item, "at"),
    runId: textField(item, "runId"),
    event: textField(item, "event"),
    version: optionalText(item, "version"),
    name: optionalText(item, "name"),
    who: textField(item, "who"),
    reason: optionalText(item, "reason"),
    checksum: optionalText(item, "checksum"),
    executionTimeMs: optionalNumber(item, "executionTimeMs"),
    details: optionalText(item, "details"),
    previousHash: textField(item, "previousHash"),
  };
}
