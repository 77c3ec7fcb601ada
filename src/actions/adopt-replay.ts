// Replays migrations on a rehearsal, and notes of each what it writes, which rows it puts there, and how far the live schema is.
import type { SampleRows } from "../core/adoption.ts";
import { diff } from "../core/diff.ts";
import type { Schema } from "../core/fact.ts";
import type { Migration } from "../core/migration.ts";
import type { Contents } from "../core/schema-database.ts";
import { type Parted, type Writes, writesOf } from "../core/traces.ts";
import { without } from "../core/without.ts";
import type { Rehearsal, Rehearsed } from "./rehearsal.ts";

/** Kinds whose facts are altered in parts; all others may be made anew by whoever alters them. */
const PARTED: Parted = new Set(["table", "column"]);

export interface Replayed {
  readonly before: Schema;
  readonly live: Schema;
  readonly writes: readonly Writes[];
  readonly ran: readonly Rehearsed[];
  /** Rows that are there after each, were not before, and are still there at the end. */
  readonly added: readonly (readonly SampleRows[])[];
  /** Numbers of files after which the schema is exactly the live one; 0 is before the first. */
  readonly exact: readonly number[];
}

interface Course {
  readonly migrations: readonly Migration[];
  readonly live: Schema;
  /** Brings a schema of the rehearsal into the form that is compared. */
  readonly comparable: (schema: Schema) => Schema;
  readonly told: (index: number) => void;
}

export async function replay(rehearsal: Rehearsal, course: Course): Promise<Replayed> {
  const { migrations, comparable } = course;
  // As the live schema was read.
  const read = async () => comparable(await rehearsal.read({ notNullNames: false }));
  const before = await read();
  const states: {
    readonly writes: Writes;
    readonly ran: Rehearsed;
    readonly added: readonly SampleRows[];
  }[] = [];
  const exact: number[] = isSame(before, course.live, rehearsal) ? [0] : [];
  let state = before;
  let contents = await rehearsal.contents();
  for (const [index, migration] of migrations.entries()) {
    course.told(index);
    const ran = await rehearsal.up(migration);
    const next = await read();
    const rows = await rehearsal.contents();
    states.push({ writes: writesOf(state, next, PARTED), ran, added: addedRows(contents, rows) });
    if (isSame(next, course.live, rehearsal)) exact.push(index + 1);
    state = next;
    contents = rows;
  }
  return {
    before,
    live: without(course.live, unmade(rehearsal)).schema,
    writes: states.map(({ writes }) => writes),
    ran: states.map(({ ran }) => ran),
    added: states.map(({ added }) => surviving(added, contents)),
    exact,
  };
}

/** What could not be made here is compared on neither side. */
function isSame(schema: Schema, live: Schema, rehearsal: Rehearsal): boolean {
  const left = unmade(rehearsal);
  return diff(without(schema, left).schema, without(live, left).schema).length === 0;
}

function unmade({ skipped }: Rehearsal): readonly (readonly (string | null)[])[] {
  return skipped.flatMap(({ makes }) => (makes ? [makes] : []));
}

function addedRows(before: Contents, after: Contents): readonly SampleRows[] {
  return [...after.rows].flatMap(([key, rows]) => {
    const old = new Set(before.rows.get(key) ?? []);
    const added = rows.filter((row) => !old.has(row));
    return added.length === 0 ? [] : [{ path: after.paths.get(key) ?? [], rows: added }];
  });
}

function surviving(added: readonly SampleRows[], end: Contents): readonly SampleRows[] {
  return added.flatMap(({ path, rows }) => {
    const last = new Set(end.rows.get(path.join(".")) ?? []);
    const left = rows.filter((row) => last.has(row));
    return left.length === 0 ? [] : [{ path, rows: left }];
  });
}
