// Whether two branches commute: both orders on shadows give the same facts and rows, or what does not is named.
import type { Branches } from "../core/branches.ts";
import { diff } from "../core/diff.ts";
import { GodwitError } from "../core/errors.ts";
import type { Fact, Schema } from "../core/fact.ts";
import type { Migration, Script } from "../core/migration.ts";
import type { Contents, SchemaText, Touched, Unfilled } from "../core/schema-database.ts";
import { isAbout } from "./adopt-base.ts";
import { describeRest } from "./describe-change.ts";
import type { DiffProject } from "./diff-project.ts";
import type { Project } from "./project.ts";
import type { Rehearsal, Rehearsals } from "./rehearsal.ts";
import { rowsDiffering, volatileIn } from "./same-rows.ts";

export interface Merging {
  readonly project: Project;
  readonly diff: DiffProject;
  readonly rehearsals: Rehearsals;
  readonly branches: Branches;
  readonly text: (script: Script) => SchemaText;
}

/** A statement of one side that is about what the sides disagree on. */
export interface Part {
  readonly name: string;
  readonly statement: string;
  readonly file: string;
  readonly line?: number;
}

export interface Conflict {
  /** A fact, a table whose rows differ, or the migration that fails in one of the orders. */
  readonly about: string;
  readonly message: string;
  readonly one: readonly Part[];
  readonly other: readonly Part[];
}

export interface MergeReport {
  readonly conflicts: readonly Conflict[];
  /** Tables for which no rows could be made: nothing is claimed of theirs. */
  readonly unfilled: readonly Unfilled[];
}

/** Nothing is written. Throws what keeps the common state from being made. */
export async function merge(merging: Merging): Promise<MergeReport> {
  const { rehearsals, branches } = merging;
  const { base } = branches;
  const { one, other } = apart(branches);
  const all = [...base, ...one, ...other];
  const begin = () => rehearsals.open(all);
  const stage = await begin();
  try {
    const unfilled = await commonState(stage, base);
    // A copy has the same server, where a role that one order makes is in the way of the other.
    const made = async (): Promise<Rehearsal> => {
      if (!stage.isAlone) return stage.copy();
      const again = await begin();
      await commonState(again, base);
      return again;
    };
    const orders: readonly (readonly Migration[])[] = [
      [...one, ...other],
      [...other, ...one],
      [...one, ...other],
    ];
    const ends: End[] = [];
    for (const order of orders) {
      const end = await run(await made(), order);
      if ("failed" in end) return { conflicts: [await failure(merging, end)], unfilled };
      ends.push(end);
    }
    const [first, second, again] = ends as [End, End, End];
    return { conflicts: await conflictsOf(merging, { first, second, again }), unfilled };
  } finally {
    await stage.close();
  }
}

/** Both sides may have taken the same number: on the shadow each needs its own. */
function apart({ base, one, other }: Branches): Pick<Branches, "one" | "other"> {
  const digits = [...base, ...one, ...other].map(({ version }) => version.replace(/\D/g, "").length);
  const start = 10n ** BigInt(Math.max(1, ...digits));
  const numbered = (list: readonly Migration[], from: bigint) =>
    list.map((migration, index): Migration => {
      const version = String(from + BigInt(index));
      return migration.repeatable
        ? migration
        : { ...migration, version, header: { ...migration.header, depends: [] } };
    });
  return { one: numbered(one, start), other: numbered(other, start + BigInt(one.length)) };
}

interface End {
  readonly schema: Schema;
  readonly contents: Contents;
}

interface Failed {
  readonly failed: Migration;
  readonly error: GodwitError;
  /** What had run before it. */
  readonly before: readonly Migration[];
}

async function commonState(stage: Rehearsal, base: readonly Migration[]): Promise<readonly Unfilled[]> {
  for (const migration of base) {
    const ran = await stage.up(migration);
    if (!ran.ok) throw onShadow(migration, ran.error);
  }
  return stage.fill();
}

/** Closes the copy. */
async function run(copy: Rehearsal, order: readonly Migration[]): Promise<End | Failed> {
  try {
    for (const [index, migration] of order.entries()) {
      const ran = await copy.up(migration);
      if (!ran.ok) return { failed: migration, error: ran.error, before: order.slice(0, index) };
    }
    return { schema: await copy.read(), contents: await copy.contents() };
  } finally {
    await copy.close();
  }
}

async function failure(merging: Merging, { failed, error, before }: Failed): Promise<Conflict> {
  const side = merging.branches.one.some(({ name }) => name === failed.name) ? "one" : "other";
  const others = before.map(({ name }) => name).join(", ");
  const { file = failed.up.file, line } = error.at ?? {};
  const part: Part = {
    name: failed.name,
    statement: firstLine(error.at?.excerpt ?? ""),
    file,
    ...(line === undefined ? {} : { line }),
  };
  const message = `${failed.name} fails after ${others === "" ? "the common state" : others}: ${error.message}`;
  // The server puts names into quotes; the other side's statements about them are the likeliest reason.
  const names = [...error.message.matchAll(/"([^"]+)"/g)].flatMap(
    ([, name]) => name?.split(".").at(-1) ?? [],
  );
  const found = await sides(merging, naming(names));
  return { about: failed.name, message, ...found, [side]: [part] };
}

interface Ends {
  readonly first: End;
  readonly second: End;
  readonly again: End;
}

async function conflictsOf(merging: Merging, { first, second, again }: Ends): Promise<readonly Conflict[]> {
  const conflicts: Conflict[] = [];
  for (const change of diff(second.schema, first.schema)) {
    const fact = "to" in change ? change.to : change.from;
    const message = `depends on the order: with the second branch first, ${describeRest(change)}`;
    conflicts.push({ about: fact.key, message, ...(await sides(merging, aboutFact(fact))) });
  }
  const volatile = volatileIn(first.contents, again.contents);
  for (const { path, message } of rowsDiffering(first.contents, second.contents, volatile)) {
    const table = path.at(-1) ?? "";
    conflicts.push({ about: path.join("."), message, ...(await sides(merging, naming([table]))) });
  }
  return conflicts;
}

type Find = (statement: Statement) => "near" | "wide" | undefined;

async function sides(merging: Merging, find: Find): Promise<Pick<Conflict, "one" | "other">> {
  const { one, other } = merging.branches;
  return { one: await partsOf(merging, one, find), other: await partsOf(merging, other, find) };
}

/** Statements that make or drop it; where none does, those that name what it is a part of. */
function aboutFact(fact: Fact): Find {
  const [, outer = ""] = fact.id.path;
  return ({ touched, words }) => (isAbout(touched, fact) ? "near" : words.has(outer) ? "wide" : undefined);
}

/** Rows are changed by whatever names their table. */
function naming(names: readonly string[]): Find {
  return ({ words }) => (names.some((name) => words.has(name)) ? "near" : undefined);
}

async function partsOf(merging: Merging, list: readonly Migration[], find: Find): Promise<readonly Part[]> {
  const near: Part[] = [];
  const wide: Part[] = [];
  for (const migration of list) {
    for (const statement of await statementsOf(merging, migration)) {
      const found = find(statement);
      if (found === "near") near.push(statement.part);
      else if (found === "wide") wide.push(statement.part);
    }
  }
  return near.length > 0 ? near : wide;
}

interface Statement {
  readonly part: Part;
  readonly touched: Touched;
  readonly words: ReadonlySet<string>;
}

async function statementsOf(
  { project, diff: { engine } }: Merging,
  migration: Migration,
): Promise<Statement[]> {
  const { up, header, name } = migration;
  if (up.language === "module") return [];
  const { placeholders } = project.settings;
  const { steps } = await project.engine.read(up, header, { direction: "up", placeholders });
  const statements: Statement[] = [];
  for (const { text, at } of steps) {
    const touched = await engine.touched({ file: up.file, text }).catch(() => NOTHING);
    const words = new Set(text.match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? []);
    const part = {
      name,
      statement: firstLine(text),
      file: at.file,
      ...(at.line === undefined ? {} : { line: at.line }),
    };
    statements.push({ part, touched, words });
  }
  return statements;
}

const NOTHING: Touched = { paths: [], makes: [], words: new Set(), onlyRows: false, conditional: false };
const LONGEST = 100;

function firstLine(text: string): string {
  const line = text.trim().split("\n")[0] ?? "";
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

function onShadow({ name, up }: Migration, error: GodwitError): GodwitError {
  return new GodwitError(
    error.code,
    `on a shadow, ${name}, which both branches have, does not run: ${error.message}`,
    {
      cause: error,
      at: error.at ?? { file: up.file },
      hint: "correct the file; nothing was written",
      ...(error.database ? { database: error.database } : {}),
    },
  );
}
