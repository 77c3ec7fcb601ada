// Where a transform keeps what it needs to go on and to be taken back: partitions beside that of the history.
import { sha256 } from "../../core/digest.ts";
import { versionKey } from "../../core/version.ts";
import type { HistoryPlace } from "../layout.ts";

/** In the history's own partition, after all that a look at the history reads. */
export function attemptsSortKey(version: string): string {
  return `WORK#${versionKey(version)}`;
}

/** One application of a migration: its operations in order, for undo. */
export function attemptPlace(home: HistoryPlace, version: string, attempt: string): HistoryPlace {
  return { ...home, partition: `${home.partition}#${versionKey(version)}#${attempt}` };
}

/** One transform of it: the run, its segments and its conflicts. */
export function transformPlace(attempt: HistoryPlace, number: number): HistoryPlace {
  return { ...attempt, partition: `${attempt.partition}#T${number}` };
}

/** One sweep of a call that goes over tables several times. */
export function sweepPlace(attempt: HistoryPlace, number: number, pass: number): HistoryPlace {
  const { partition, ...place } = transformPlace(attempt, number);
  return { ...place, partition: `${partition}#P${pass}` };
}

/** The images of one segment: a partition each, since one takes a thousand write units a second at most. */
export function imagesPlace(transform: HistoryPlace, segment: number): HistoryPlace {
  return { ...transform, partition: `${transform.partition}#${segment}` };
}

export const RUN = "RUN";
export const SEGMENTS = { from: "SEG#", to: "SEG#~" } as const;
export const CONFLICTS = { from: "CONFLICT#", to: "CONFLICT#~" } as const;
export const OPERATIONS = { from: "OP#", to: "OP#~" } as const;

export function segmentSortKey(number: number): string {
  return `SEG#${padded(number, 7)}`;
}

/** Sorts as time goes: texts of digits of the same length. */
export function padded(number: number, digits = 9): string {
  return String(number).padStart(digits, "0");
}

/** A key may be longer than a sort key can be. */
export function conflictSortKey(key: string): string {
  return `CONFLICT#${sha256(key)}`;
}
