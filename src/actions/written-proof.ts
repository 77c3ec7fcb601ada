// Proves the files of a migration: up on a shadow with rows gives what is wanted, and down the state before.
import { diff as difference } from "../core/diff.ts";
import { DriverError, LOST } from "../core/driver-error.ts";
import { GodwitError } from "../core/errors.ts";
import type { Direction } from "../core/event.ts";
import type { FactKey, Schema } from "../core/fact.ts";
import type { Finding } from "../core/finding.ts";
import type { Migration } from "../core/migration.ts";
import { type PathStart, without } from "../core/without.ts";
import { notProved } from "./describe-change.ts";
import type { Rehearsal } from "./rehearsal.ts";
import { fillShadow, isEmptyShadow } from "./try-on-rows.ts";
import { withoutOwners } from "./usual-owners.ts";

/** Files as they were read. */
export interface WrittenFiles {
  readonly migration: Migration;
  /** Of both directions' meaning. */
  readonly fingerprints: readonly string[];
  /** What commits one by one, of each direction. */
  readonly parts: Readonly<Record<Direction, number>>;
}

export interface Proof {
  /** On which everything before this migration has run. */
  readonly stage: Rehearsal;
  /** Another such one. */
  again(): Promise<Rehearsal>;
  readonly from: Schema;
  readonly to: Schema;
  readonly leftOut: readonly PathStart[];
  /** What repeatables make: its attributes may follow from what changes. */
  readonly repeated: ReadonlySet<FactKey>;
  /** The role that owns what nobody gave to anybody, and others that do so elsewhere. */
  readonly owner: string | undefined;
  readonly owners: readonly (string | undefined)[];
}

export interface Proved {
  readonly findings: readonly Finding[];
  /** Of each direction, what it does to rows: for readers of the files. */
  readonly comments: Readonly<Record<Direction, readonly RowsComment[]>>;
}

export interface RowsComment {
  readonly text: string;
  /** The statement that failed, where one did. */
  readonly step?: GodwitError["step"];
}

/** Throws PLAN_NOT_PROVED where a direction does not arrive, PLAN_FAILED where it fails without rows, too. */
export async function proveWritten({ migration }: WrittenFiles, proof: Proof): Promise<Proved> {
  const up = await tryWritten(migration, "up", proof);
  await insist(up.stage, proof, { wanted: proof.to, direction: "up" });
  const down = await tryWritten(migration, "down", { ...proof, stage: up.stage });
  await insist(down.stage, proof, { wanted: proof.from, direction: "down" });
  return {
    findings: [...up.findings, ...down.findings],
    comments: { up: up.comments, down: down.comments },
  };
}

const TITLES = { up: "the migration", down: "its rollback" } as const;

interface Tried {
  readonly stage: Rehearsal;
  readonly findings: readonly Finding[];
  readonly comments: readonly RowsComment[];
}

async function tryWritten(migration: Migration, direction: Direction, proof: Proof): Promise<Tried> {
  const { stage } = proof;
  const filled = await fillShadow(stage);
  const told = (comments: readonly RowsComment[]) => ({
    comments,
    findings: [...filled, ...comments.map(({ text }) => rowsFinding(`${TITLES[direction]} ${text}`))],
  });
  const lost = isEmptyShadow(filled) ? undefined : await readable(() => stage.watchRows());
  const rehearsed = await stage[direction](migration);
  if (rehearsed.ok) {
    const sentences = lost && (await readable(lost));
    const known = told(
      (sentences ?? []).map((text) => ({ text: `changes rows; of generated ones ${text}` })),
    );
    return { stage, ...known, findings: [...known.findings, ...(sentences ? [] : [notCompared(direction)])] };
  }
  const other = await proof.again();
  if (direction === "down") await run(other, migration, "up");
  await run(other, migration, direction);
  const { cause, message, step } = rehearsed.error;
  const [why] = (cause instanceof Error ? cause.message : message).split("\n", 1);
  const text = `may fail where there are rows; with generated ones: ${why}`;
  return { stage: other, ...told([{ text, step }]) };
}

/** A foreign table without a server behind it, or an operator class that is not whole, cannot be read. */
async function readable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const refused =
      error instanceof GodwitError ? error.code === "SERVER_ERROR" : error instanceof DriverError;
    if (!refused || (error instanceof DriverError && error.code === LOST)) throw error;
    return undefined;
  }
}

function notCompared(direction: Direction): Finding {
  const message = `what ${TITLES[direction]} does to rows is not known: not all of the shadow's could be read`;
  return { rule: "rows-not-compared", severity: "note", message };
}

function rowsFinding(message: string): Finding {
  return { rule: "rows", severity: "warning", message };
}

async function run(stage: Rehearsal, migration: Migration, direction: Direction): Promise<void> {
  const rehearsed = await stage[direction](migration);
  if (rehearsed.ok) return;
  const { message, cause, at, database } = rehearsed.error;
  throw new GodwitError("PLAN_FAILED", `${TITLES[direction]} fails on a shadow: ${message}`, {
    cause,
    hint: "nothing was written; correct the desired schema, or write the migration by hand",
    ...(at ? { at } : {}),
    ...(database ? { database } : {}),
  });
}

async function insist(
  { shadow }: Rehearsal,
  { leftOut, owner, owners, repeated }: Proof,
  { wanted, direction }: { readonly wanted: Schema; readonly direction: Direction },
): Promise<void> {
  const { schema } = await shadow.read({ owner });
  const usual = new Set([shadow.user, owner, ...owners]);
  const rest = difference(
    withoutOwners(without(schema, leftOut).schema, usual),
    withoutOwners(wanted, usual),
  ).filter((change) => direction === "down" || change.type !== "alter" || !repeated.has(change.to.key));
  if (rest.length > 0) throw notProved(`${TITLES[direction]} was run on a shadow and does not arrive`, rest);
}
