// Whether a fresh install equals a migrated database: the schema, and the rows that migrations put into their tables.
import { diff } from "../core/diff.ts";
import { GodwitError } from "../core/errors.ts";
import type { RowPrint, RowPrints } from "../core/row-print.ts";
import type { SchemaSource, SchemaText, Shadow } from "../core/schema-database.ts";
import { compared } from "./diff.ts";
import type { DiffProject } from "./diff-project.ts";
import { type Evidence, errorEvidence, type Proof } from "./proof.ts";
import { schemaEvidence } from "./schema-evidence.ts";
import { readSides } from "./sides.ts";

export interface FreshInstall {
  /** What all migrations give. */
  readonly migrated: SchemaSource;
  readonly fresh: SchemaSource;
  /** What runs after a fresh install. Null where it holds no rows by design, as a dump of the schema does. */
  readonly seeds: readonly SchemaText[] | null;
  /** What counts must have counted as far as well. */
  readonly counters?: boolean;
  /** What it does not hold, and needs. */
  readonly notes?: readonly string[];
}

/** Closes both sides. What neither could make on a shadow takes the pass away (ruling 19). */
export async function proveParity(
  project: DiffProject,
  { migrated, fresh, seeds, counters = false, notes = [] }: FreshInstall,
): Promise<Proof> {
  try {
    const sides = await readSides(project, { from: fresh, to: migrated });
    const { from, to, findings } = compared(sides, project.own);
    const rows = seeds
      ? await rowEvidence(project, sides.before.shadow, { seeds, counters, other: sides.after.shadow })
      : [];
    const evidence = [...schemaEvidence(diff(from, to)), ...rows].map((one) => about(fresh.title, one));
    if (evidence.length > 0) return { verdict: "fail", evidence };
    const left = findings.filter(({ severity }) => severity !== "note");
    const noted = notes.map((message) => about(fresh.title, { message }));
    if (left.length === 0) return { verdict: "pass", evidence: noted };
    const why = left.map(({ message, at }) => ({ message, ...(at ? { at } : {}) }));
    return { verdict: "skipped", evidence: [...why, ...noted] };
  } catch (error) {
    if (!(error instanceof GodwitError) || error.code === "CANCELLED") throw error;
    return { verdict: "fail", evidence: [errorEvidence(error, fresh.title)] };
  } finally {
    await fresh.close();
    await migrated.close();
  }
}

function about(title: string, evidence: Evidence): Evidence {
  return { ...evidence, message: `${title}: ${evidence.message}` };
}

interface Others {
  readonly seeds: readonly SchemaText[];
  readonly counters: boolean;
  readonly other: Shadow | undefined;
}

/** Only tables that the migrations leave rows in: what a fresh install has besides is its own. */
async function rowEvidence(
  { own }: DiffProject,
  shadow: Shadow | undefined,
  { seeds, counters, other }: Others,
): Promise<readonly Evidence[]> {
  if (!shadow || !other) return [];
  const rows = await differingRows({ own }, shadow, { seeds, other });
  return counters ? [...rows, ...(await differingCounters({ own }, shadow, other))] : rows;
}

async function differingCounters(
  { own }: Pick<DiffProject, "own">,
  shadow: Shadow,
  other: Shadow,
): Promise<readonly Evidence[]> {
  const except = new Set(own.map((path) => path.join(".")));
  const [is, wanted] = [(await shadow.contents(except)).counters, (await other.contents(except)).counters];
  return [...wanted].flatMap(([name, value]) => {
    if (!is.has(name) || is.get(name) === value) return [];
    return [{ message: `${name} has counted to ${is.get(name) ?? 0} and not to ${value ?? 0}` }];
  });
}

async function differingRows(
  { own }: Pick<DiffProject, "own">,
  shadow: Shadow,
  { seeds, other }: Pick<Others, "seeds"> & { readonly other: Shadow },
): Promise<readonly Evidence[]> {
  const except = new Set(own.map((path) => path.join(".")));
  const wanted: RowPrints = new Map([...(await other.rowPrints(except))].filter(([, { rows }]) => rows > 0));
  if (wanted.size === 0) return [];
  if (seeds.length > 0) await shadow.load(seeds);
  const found = await shadow.rowPrints(except);
  return [...wanted].flatMap(([table, print]) => differing(table, found.get(table), print));
}

function differing(table: string, is: RowPrint | undefined, wanted: RowPrint): Evidence[] {
  // The table itself is missing, which the schema says.
  if (!is) return [];
  if (is.rows !== wanted.rows) {
    const count = wanted.rows === 1 ? "1 row" : `${wanted.rows} rows`;
    return [{ message: `${table} has ${is.rows} of the ${count} that the migrations insert` }];
  }
  const columns = [...wanted.columns]
    .filter(
      ([column, hash]) => !MADE.test(column) && is.columns.has(column) && is.columns.get(column) !== hash,
    )
    .map(([column]) => column.split(" ")[0]);
  if (columns.length === 0) return [];
  return [{ message: `${table} has other values in ${columns.join(", ")} than the migrations insert` }];
}

/** Values that are made when the row is. */
const MADE = / (?:timestamp|date|time|uuid)\b/;
