// What each migration does to the schema: all of them run on a shadow, one after the other, and it is read in between.
import { diff } from "../core/diff.ts";
import type { Schema } from "../core/fact.ts";
import { mask } from "../core/mask.ts";
import type { Migration } from "../core/migration.ts";
import type { SchemaEngine } from "../core/schema-database.ts";
import type { Program } from "../core/step.ts";
import { type ChangeLine, changeLines } from "./change-lines.ts";
import type { Rehearsal, Rehearsals } from "./rehearsal.ts";

export interface Tried {
  readonly changes: readonly ChangeLine[];
  /** Locks, rewrites and losses of such changes, one sentence each. */
  readonly impact: readonly string[];
}

export interface Trial {
  readonly rehearsals: Rehearsals;
  readonly engine: SchemaEngine;
  /** How a migration is cut; null where it cannot be read. */
  cut(migration: Migration): Promise<Program | null>;
}

/** By version; a sentence for what was not tried, and why. */
export async function triedMigrations(
  migrations: readonly Migration[],
  trial: Trial,
): Promise<ReadonlyMap<string, Tried | string>> {
  const found = new Map<string, Tried | string>();
  if (migrations.length === 0) return found;
  const rehearsal = await trial.rehearsals.open(migrations);
  try {
    const major = Number.parseInt((await rehearsal.shadow.identify()).version, 10);
    let stopped: string | undefined;
    let before = await rehearsal.read();
    for (const migration of migrations) {
      if (stopped !== undefined) {
        found.set(migration.version, `Not tried, as ${stopped} did not run on the shadow.`);
        continue;
      }
      const left = rehearsal.skipped.length;
      const done = await rehearsal.up(migration);
      if (!done.ok) {
        found.set(migration.version, `It did not run on the shadow: ${mask(done.error.message)}.`);
        if (!done.undone) stopped = migration.name;
        continue;
      }
      const after = await rehearsal.read();
      found.set(
        migration.version,
        await resultOf(migration, { before, after, major, trial, notRun: leftOut(rehearsal, left) }),
      );
      before = after;
    }
    return found;
  } finally {
    await rehearsal.close();
  }
}

interface Result {
  readonly before: Schema;
  readonly after: Schema;
  readonly major: number;
  readonly trial: Trial;
  readonly notRun: readonly string[];
}

async function resultOf(
  migration: Migration,
  { before, after, major, trial, notRun }: Result,
): Promise<Tried> {
  const { engine } = trial;
  const changes = diff(before, after);
  if (changes.length === 0) return { changes: [], impact: notRun };
  // A migration with a part that is no transaction took the forms that do not block.
  const program = await trial.cut(migration);
  const online = program?.parts.some(({ atomic }) => !atomic) ?? false;
  const renames = program?.steps.some(({ text }) => RENAMES.test(text)) ?? true;
  const { steps } = engine.plan(before, after, { major, hasRows: () => online });
  const said = new Set<string>();
  for (const { lock, relation, rewrites, scans, losesData } of steps) {
    const named = relation?.slice(relation.indexOf(" ") + 1);
    if (losesData && !renames) said.add(`loses ${losesData}${named === undefined ? "" : ` (${named})`}`);
    const there = relation === undefined ? undefined : before.get(relation);
    if (!there) continue;
    // A column is locked, and rewritten, with all of its table.
    const name = engine.home(there, before).id.path.join(".");
    if (lock) said.add(`locks ${name} (${lock})`);
    if (rewrites) said.add(`rewrites ${name}`);
    else if (scans) said.add(`reads all of ${name}`);
  }
  const gone =
    renames && changes.some(({ type }) => type === "drop") && changes.some(({ type }) => type === "create");
  if (gone) said.add("renames something: what is gone and what is new may be the same, with all rows");
  return { changes: changeLines(changes, { engine, before, after }), impact: [...said, ...notRun] };
}

/** Read back, what has another name looks like one thing that goes and one that comes: its loss is not claimed. */
const RENAMES = /\b(?:rename|set\s+schema)\b/i;

function leftOut(rehearsal: Rehearsal, from: number): readonly string[] {
  return rehearsal.skipped.slice(from).map(({ message }) => `not tried: ${message}`);
}
