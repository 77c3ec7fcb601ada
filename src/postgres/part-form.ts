// What a part of a program is to the session that runs it: how it opens, whether it stays, what it may leave behind.
import type { Part, Step } from "../core/step.ts";
import { begin } from "./bookkeeping.ts";
import { type Operation, operationOf, type StatementOperation } from "./operation.ts";
import { type Piece, pieceOf } from "./pieces.ts";
import { sql } from "./sql.ts";

export const NOTHING: Part = { atomic: true, first: 0, steps: [] };

/** What can be undone of `discard all` inside a transaction, for the next migration in it. */
export const clearing: readonly Piece[] = [
  { sql: sql`close all` },
  { sql: sql`deallocate all` },
  { sql: sql`discard temp` },
];

/** A step outside transactions as a part. */
export function aloneIn(step: Step, index = 0): Part {
  return { atomic: false, first: index, steps: [step] };
}

/** A file may have made its session read-only: history is written with its own transactions all the same. */
export function opened({ open }: Part): Piece[] {
  if (open === undefined) return [begin];
  const { readOnly } = (open as StatementOperation).nature.modes;
  const writing = readOnly === undefined ? [{ sql: sql`set transaction read write` }] : [];
  return [pieceOf(open as Operation), ...writing];
}

export function isRolledBack({ close }: Part): boolean {
  return close !== undefined && (close as StatementOperation).nature.transaction === "rollback";
}

export function leavesTraces(step: Step): boolean {
  const operation = operationOf(step);
  return operation.type === "module" || operation.nature.session !== "clean";
}
