// What a database has had of a folder's migrations, found out without a history of ours: verdicts with evidence.
import type { AdoptionDatabase, SampleRows } from "../core/adoption.ts";
import type { DatabaseIdentity } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Schema } from "../core/fact.ts";
import type { Finding } from "../core/finding.ts";
import type { Hint } from "../core/hint.ts";
import type { Migration, Script } from "../core/migration.ts";
import { inOrder } from "../core/order.ts";
import type { SchemaDatabase, SchemaText, Touched } from "../core/schema-database.ts";
import { type Trace, tracesOf } from "../core/traces.ts";
import { versionKey } from "../core/version.ts";
import { without } from "../core/without.ts";
import { baseOf, isAbout, standsOnMore } from "./adopt-base.ts";
import { judge, type Known, type Verdict } from "./adopt-judge.ts";
import { bestMatch, type Matched } from "./adopt-match.ts";
import { type Replayed, replay } from "./adopt-replay.ts";
import type { DiffProject } from "./diff-project.ts";
import type { Project } from "./project.ts";
import type { Rehearsal, Rehearsals } from "./rehearsal.ts";
import { withoutOwners } from "./usual-owners.ts";

export interface Adopting {
  readonly project: Project;
  readonly diff: DiffProject;
  readonly rehearsals: Rehearsals;
  readonly live: SchemaDatabase;
  readonly database: AdoptionDatabase;
  /** What people wrote down about these migrations. */
  readonly hints: readonly Hint[];
  /** A script as the engine of schemas reads it. */
  readonly text: (script: Script) => SchemaText;
}

export interface AdoptReport {
  readonly database: DatabaseIdentity;
  readonly migrations: readonly Verdict[];
  /** The table of another tool that knows these files. */
  readonly tool: Pick<Matched["history"], "tool" | "path"> | null;
  /** The oldest version after which the schema is exactly the live one. */
  readonly exactly: string | null;
  /** Why nothing could be recorded: another tool's table has the place of the history. */
  readonly refused: GodwitError | null;
  readonly findings: readonly Finding[];
}

/** Nothing is written. Throws where files or database cannot be read; what does not run in the replay is evidence. */
export async function adopt(adopting: Adopting): Promise<AdoptReport> {
  const { project, live, diff, database } = adopting;
  const collection = await project.source.collect();
  const migrations = inOrder(collection.migrations).filter(({ repeatable }) => !repeatable);
  const identity = await live.identify();
  const histories = await database.histories();
  // As on rehearsals: what a plain NOT NULL is called depends on what was there before it.
  const { schema, owner } = await live.read({ notNullNames: false });
  const own = [...diff.own, ...historySchema(diff, schema)];
  const others = histories.map(({ path }) => path);
  const comparable = (from: Schema, owners: ReadonlySet<string | undefined>): Schema =>
    withoutOwners(without(from, [...own, ...others]).schema, owners);
  const touched = await Promise.all(migrations.map(({ up }) => touchedIn(adopting, up)));
  const run = (base: Schema | null) =>
    rehearsed(adopting, { migrations, touched, base }, async (rehearsal) => {
      const owners = new Set([owner, rehearsal.shadow.user]);
      const told = (index: number) => tellPlace(adopting, migrations, index);
      return replay(rehearsal, {
        migrations,
        live: comparable(schema, owners),
        comparable: (from) => comparable(from, owners),
        told,
      });
    });
  const first = await run(null);
  const base = standsOnMore(first.replayed.ran)
    ? baseOf(without(schema, own).schema, first.replayed.writes, touched)
    : null;
  const used = base && base.size > 0 ? await run(base).catch(ifNotPlanned(first)) : first;
  const matched = bestMatch(migrations, histories);
  const known = await knownOf(adopting, { migrations, touched, base, ...used.replayed });
  const [earliest] = used.replayed.exact;
  const { records, refused } = await recordedIn(project);
  return {
    database: identity,
    migrations: known.map((one) => {
      const { version, name } = one.migration;
      return records.has(versionKey(version)) ? recorded(version, name) : judge(one, matched);
    }),
    refused,
    tool: matched ? { tool: matched.history.tool, path: matched.history.path } : null,
    exactly: earliest ? (migrations[earliest - 1]?.version ?? null) : null,
    findings: [...collection.notes, ...used.skipped],
  };
}

/** The schema that the history lives in is made with it: until then it is on the shadow alone. */
function historySchema({ own }: DiffProject, live: Schema): readonly (readonly string[])[] {
  const name = own[0]?.[0];
  const isThere = [...live.values()].some(({ id }) => id.kind === "schema" && id.path[0] === name);
  return typeof name === "string" && !isThere ? [[name]] : [];
}

interface Recorded {
  readonly records: ReadonlySet<string>;
  readonly refused: GodwitError | null;
}

/** What the history has by now is not asked again. */
async function recordedIn(project: Project): Promise<Recorded> {
  const history = await project.engine.open(project);
  try {
    const { records } = await history.history();
    return { records: new Set(records.map(({ version }) => versionKey(version))), refused: null };
  } catch (error) {
    if (!(error instanceof GodwitError) || error.code !== "FOREIGN_TABLE") throw error;
    return { records: new Set(), refused: error };
  } finally {
    await history.close();
  }
}

function recorded(version: string, name: string): Verdict {
  return { version, name, verdict: "applied", evidence: ["it is in Godwit's history"], recorded: true };
}

const MODULE: Touched = { paths: [], makes: [], words: new Set(), onlyRows: false, conditional: true };

/** What cannot be read is told when it is replayed. */
async function touchedIn({ diff, text }: Adopting, script: Script): Promise<Touched> {
  if (script.language === "module") return MODULE;
  try {
    return await diff.engine.touched(text(script));
  } catch (error) {
    if (error instanceof GodwitError) return MODULE;
    throw error;
  }
}

function tellPlace({ project }: Adopting, migrations: readonly Migration[], index: number): void {
  const EVERY = 25;
  if (index === 0 || index % EVERY !== 0) return;
  project.report({ type: "note", message: `replayed ${index} of ${migrations.length} migrations` });
}

interface Wanted {
  readonly migrations: readonly Migration[];
  readonly touched: readonly Touched[];
  readonly base: Schema | null;
}

interface Done {
  readonly replayed: Replayed;
  readonly skipped: readonly Finding[];
}

async function rehearsed(
  { rehearsals, diff }: Adopting,
  { migrations, base }: Wanted,
  work: (rehearsal: Rehearsal) => Promise<Replayed>,
): Promise<Done> {
  const rehearsal = await rehearsals.open(migrations);
  try {
    if (base) {
      const { version } = await rehearsal.shadow.identify();
      const major = Number.parseInt(version, 10);
      const { steps } = diff.engine.plan(await rehearsal.read(), withPresent(base, await rehearsal.read()), {
        major,
      });
      await rehearsal.shadow.apply(steps);
    }
    return { replayed: await work(rehearsal), skipped: rehearsal.skipped };
  } finally {
    await rehearsal.close();
  }
}

/** What every database has stays. */
function withPresent(base: Schema, present: Schema): Schema {
  return new Map([...present, ...base]);
}

function ifNotPlanned(otherwise: Done): (error: unknown) => Done {
  return (error) => {
    if (error instanceof GodwitError && error.code.startsWith("PLAN_")) return otherwise;
    throw error;
  };
}

type Gathered = Wanted & Replayed;

async function knownOf(adopting: Adopting, gathered: Gathered): Promise<readonly Known[]> {
  const { migrations, touched, writes, live, exact } = gathered;
  const traces = tracesOf({
    ...gathered,
    names: (index, fact) => isAbout(touched[index] ?? MODULE, fact),
    follows: (index, fact) => !isAbout(touched[index] ?? MODULE, fact),
    conditional: (index) => touched[index]?.conditional === true,
  });
  const [lowest, highest] = [exact[0], exact.at(-1)];
  const exactly = lowest ? migrations[lowest - 1]?.version : undefined;
  const known: Known[] = [];
  for (const [index, migration] of migrations.entries()) {
    const script = touched[index] ?? MODULE;
    const silent = writes[index]?.length === 0;
    const ran = gathered.ran[index];
    const place =
      lowest === undefined || highest === undefined
        ? "none"
        : index < lowest
          ? "before"
          : index < highest
            ? "among"
            : "after";
    const inBase = gathered.base !== null && !script.onlyRows && !script.conditional;
    const rows = await rowsFound(adopting, { added: gathered.added[index] ?? [], live });
    known.push({
      migration,
      trace: traces[index] ?? NO_TRACE,
      silent,
      onlyRows: script.onlyRows,
      place,
      ...(exactly === undefined ? {} : { exactly }),
      ...(ran && !ran.ok && silent ? { failure: `it does not run in the replay: ${ran.error.message}` } : {}),
      inPlace: silent && inBase && ran?.ok === true && isOnBase(script, gathered),
      ...(rows ? { rows } : {}),
      hints: adopting.hints.filter(({ version }) => version === migration.version),
    });
  }
  return known;
}

const NO_TRACE: Trace = { there: [], absent: [] };

function isOnBase(script: Touched, { base }: Gathered): boolean {
  return [...(base?.values() ?? [])].some((fact) => isAbout(script, fact));
}

/** More would be a load on the live database, and tell nothing more. */
const SAMPLE = 20;

async function rowsFound(
  { database }: Adopting,
  { added, live }: { readonly added: readonly SampleRows[]; readonly live: Schema },
): Promise<Known["rows"]> {
  let made = 0;
  let found: number | null = 0;
  for (const { path, rows } of added) {
    const { isThere, filled } = tableIn(live, path);
    const sample = rows.slice(0, SAMPLE);
    // Nothing is left to compare where the database fills all of it.
    if (sample.some((row) => Object.keys(JSON.parse(row)).every((column) => filled.includes(column))))
      continue;
    made += sample.length;
    const there: number | null = isThere ? await database.holds({ path, rows: sample, except: filled }) : 0;
    found = found === null || there === null ? null : found + there;
  }
  return made === 0 ? undefined : { made, found };
}

/** Columns that the database fills have other values on a shadow: ids, times. */
function tableIn(
  live: Schema,
  [schema, table]: readonly string[],
): { readonly isThere: boolean; readonly filled: readonly string[] } {
  const filled: string[] = [];
  let isThere = false;
  for (const { id, attributes } of live.values()) {
    const [inSchema, name, column] = id.path;
    if (inSchema !== schema || name !== table) continue;
    if (id.kind === "table") isThere = true;
    const counts = id.kind === "column" && (attributes.identity ?? null) !== null;
    if (column !== undefined && (id.kind === "default" || counts)) filled.push(column);
  }
  return { isThere, filled };
}
