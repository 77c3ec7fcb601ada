// Compares two schemas and plans the way from one to the other; a plan is only shown when a shadow has proved it.
import { type Change, diff as difference } from "../core/diff.ts";
import type { DatabaseIdentity } from "../core/engine.ts";
import { keyOf, type Schema } from "../core/fact.ts";
import type { Finding } from "../core/finding.ts";
import type { PlannedStep } from "../core/planned-step.ts";
import type { RenameWish } from "../core/rename.ts";
import type { SchemaSource } from "../core/schema-database.ts";
import { type PathStart, without } from "../core/without.ts";
import type { DiffProject } from "./diff-project.ts";
import { provedPlan } from "./proved-plan.ts";
import { withRepeated } from "./repeated.ts";
import { readSides, type Sides } from "./sides.ts";

export interface DiffOptions {
  readonly from: SchemaSource;
  readonly to: SchemaSource;
  readonly renames?: readonly RenameWish[];
}

export interface DiffReport {
  /** The live database that is one of the sides, the first one where both are. */
  readonly database: DatabaseIdentity | null;
  readonly changes: readonly Change[];
  readonly steps: readonly PlannedStep[];
  /** What was left out of the comparison, and why; what the proof noticed. */
  readonly findings: readonly Finding[];
  /** Both sides as they were compared. */
  readonly sides: { readonly from: Schema; readonly to: Schema };
}

/** Throws PLAN_NOT_PROVED, PLAN_FAILED; SCHEMA_LOAD and the like for sides that cannot be read. */
export async function diff(project: DiffProject, options: DiffOptions): Promise<DiffReport> {
  const sides = await readSides(project, options);
  const found = compared(sides, project.own);
  const { findings, from, to } = found;
  const about = { database: sides.database, sides: { from, to } };
  if (difference(from, to).length === 0) return { ...about, changes: [], steps: [], findings };
  const renames = [...(options.renames ?? []), ...sides.renames];
  const proved = await provedPlan(project, { ...sides, ...found, renames, source: options.from });
  return { ...about, ...proved, findings: [...findings, ...proved.findings] };
}

export interface Found {
  readonly from: Schema;
  readonly to: Schema;
  readonly findings: readonly Finding[];
  /** What is not compared, for whatever is read later. */
  readonly leftOut: readonly PathStart[];
}

/**
 * What neither side could read or make is taken out of both, and named. What only repeatables make is wanted by a
 * desired schema, too; a live database has it or lacks it.
 */
export function compared(
  { before, after, database }: Pick<Sides, "before" | "after" | "database">,
  own: readonly PathStart[],
): Found {
  const skipped = [...before.skipped, ...after.skipped];
  const unmade = skipped.flatMap(({ makes }) => (makes ? [makes] : []));
  const wanted = database ? (schema: Schema) => schema : withRepeated;
  const mine = without(wanted(before.schema, after), own).schema;
  const theirs = withHome(without(wanted(after.schema, before), own).schema, mine, own);
  const [from, to] = [without(mine, unmade), without(theirs, unmade)];
  const notCompared = [...new Set([...from.left, ...to.left])].sort().map((key) => ({
    rule: "not-compared",
    severity: "warning" as const,
    message: `${key} is not compared: it could not be made on a shadow, or needs what could not`,
  }));
  const unknown = [...new Set([...before.unmodelled, ...after.unmodelled])].sort().map((title) => ({
    rule: "not-modelled",
    severity: "warning" as const,
    message: `${title} is not compared: Godwit does not know this kind`,
  }));
  const findings = [...skipped, ...notCompared, ...unknown];
  return { from: from.schema, to: to.schema, leftOut: [...own, ...unmade], findings };
}

/** The schema that Godwit's own tables are in is there before any migration, and stays. */
function withHome(to: Schema, from: Schema, own: readonly PathStart[]): Schema {
  const all = new Map(to);
  for (const [name] of own) {
    const home = from.get(keyOf("schema", [name ?? ""]));
    if (home && !all.has(home.key)) all.set(home.key, home);
  }
  return all;
}
