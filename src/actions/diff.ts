// Compares two schemas and plans the way from one to the other; a plan is only shown when a shadow has proved it.
import { type Change, diff as difference } from "../core/diff.ts";
import type { DatabaseIdentity } from "../core/engine.ts";
import type { FactKey, Schema } from "../core/fact.ts";
import type { Finding } from "../core/finding.ts";
import type { PlannedStep } from "../core/planned-step.ts";
import type {
  Rename,
  SchemaEngine,
  SchemaSource,
  Shadow,
  ShadowNeeds,
  ShadowOptions,
  ShadowServer,
  SourceReading,
} from "../core/schema-database.ts";
import { type PathStart, without } from "../core/without.ts";
import { notProved } from "./describe-change.ts";

export interface DiffProject {
  readonly shadows: ShadowServer;
  readonly engine: SchemaEngine;
  /** What is no part of any schema: Godwit's own tables. */
  readonly own: readonly PathStart[];
}

export interface DiffOptions {
  readonly from: SchemaSource;
  readonly to: SchemaSource;
  readonly renames?: readonly Rename[];
}

export interface DiffReport {
  /** The live database that is one of the sides, the first one where both are. */
  readonly database: DatabaseIdentity | null;
  readonly changes: readonly Change[];
  readonly steps: readonly PlannedStep[];
  /** What was left out of the comparison, and why. */
  readonly findings: readonly Finding[];
}

/** Throws PLAN_NOT_PROVED, PLAN_FAILED; SCHEMA_LOAD and the like for sides that cannot be read. */
export async function diff(project: DiffProject, options: DiffOptions): Promise<DiffReport> {
  const sides = await readSides(options);
  const found = compared(sides, project.own);
  const about = { database: sides.database, findings: found.findings };
  if (difference(found.from, found.to).length === 0) return { ...about, changes: [], steps: [] };
  const renames = options.renames ?? [];
  return { ...about, ...(await provedPlan(project, { ...sides, ...found, renames, source: options.from })) };
}

/** Both sides, read as they are to be compared. */
export interface Sides {
  readonly before: SourceReading;
  readonly after: SourceReading;
  readonly database: DatabaseIdentity | null;
  readonly major: number | undefined;
  /** What shadows of the first side need. */
  readonly shadow: ShadowOptions;
}

export async function readSides({ from, to }: Pick<DiffOptions, "from" | "to">): Promise<Sides> {
  // One after the other: the first one that cannot be reached or read is the one to tell of.
  const [here, there] = [await from.identify(), await to.identify()];
  const database = here ?? there;
  const major = database ? Number.parseInt(database.version, 10) : undefined;
  const [mine, theirs] = [await from.needs(), await to.needs()];
  const shadow = shadowFor(mine, theirs, major);
  const before = await from.read(shadow);
  const after = await to.read(shadowFor(theirs, mine, major));
  return { before, after, database, major, shadow };
}

/** Both sides get the same roles: what one names or makes, steps of the plan may name on the other. */
export function shadowFor(own: ShadowNeeds, other: ShadowNeeds, major: number | undefined): ShadowOptions {
  const all = new Set([...own.roles, ...other.roles, ...other.makes]);
  for (const role of own.makes) all.delete(role);
  return { major, ownCluster: own.ownCluster || all.size > 0, roles: [...all] };
}

export interface Found {
  readonly from: Schema;
  readonly to: Schema;
  readonly findings: readonly Finding[];
  readonly leftOut: readonly PathStart[];
}

/** What neither side could read or make is taken out of both, and named. */
export function compared({ before, after }: Sides, own: readonly PathStart[]): Found {
  const skipped = [...before.skipped, ...after.skipped];
  const unmade = skipped.flatMap(({ makes }) => (makes ? [makes] : []));
  const [mine, theirs] = [without(before.schema, own).schema, without(after.schema, own).schema];
  const [from, to] = [without(mine, unmade), without(theirs, unmade)];
  const leftOut = [...own, ...unmade];
  const notCompared = [...new Set([...from.left, ...to.left])].sort().map((key) => ({
    rule: "not-compared",
    severity: "warning" as const,
    message: `${key} is not compared: it could not be made on a shadow, or needs what could not`,
  }));
  const unmodelled = [...before.unmodelled, ...after.unmodelled];
  const unknown = [...new Set(unmodelled)].sort().map((title) => ({
    rule: "not-modelled",
    severity: "warning" as const,
    message: `${title} is not compared: Godwit does not know this kind`,
  }));
  return { from: from.schema, to: to.schema, leftOut, findings: [...skipped, ...notCompared, ...unknown] };
}

interface Wish extends Pick<Sides, "before" | "shadow">, Found {
  readonly renames: readonly Rename[];
  readonly source: SchemaSource;
}

export async function provedPlan(
  { shadows, engine }: DiffProject,
  { renames, source, before, from, to, leftOut, shadow: options }: Wish,
): Promise<{ changes: readonly Change[]; steps: readonly PlannedStep[] }> {
  const { occupied } = before;
  let shadow = before.shadow ?? (await source.rebuild(options));
  try {
    const major = Number.parseInt((await shadow.identify()).version, 10);
    const renamed = [...renames].sort(insideFirst).map((rename) => engine.rename(from, rename));
    const first = renamed.map(({ step }) => step);
    const oldKeys = new Map(renamed.map(({ change }) => [change.to.key, change.from.key]));
    // PostgreSQL itself says what a rename changes everywhere else.
    await shadow.apply(first);
    const start = first.length === 0 ? from : without((await shadow.read()).schema, leftOut).schema;
    const hasRows = (key: FactKey) => occupied.has(oldKeys.get(key) ?? key);
    const plan = engine.plan(start, to, { major, hasRows });
    const missing = await rolesMissing(shadows, plan.steps, options);
    if (missing) {
      if (shadow !== before.shadow) await shadow.close();
      shadow = await source.rebuild(missing);
      await shadow.apply(first);
    }
    await prove(shadow, plan.steps, { to, leftOut });
    return {
      changes: [...renamed.map(({ change }) => change), ...plan.changes],
      steps: [...first, ...plan.steps],
    };
  } finally {
    if (shadow !== before.shadow) await shadow.close();
  }
}

/** A column is named by the old name of its table, so it comes before that. */
function insideFirst(a: Rename, b: Rename): number {
  return b.from.split(".").length - a.from.split(".").length;
}

/** The options for a shadow with the roles that steps name; null where they are there. */
async function rolesMissing(
  shadows: ShadowServer,
  steps: readonly PlannedStep[],
  options: ShadowOptions,
): Promise<ShadowOptions | null> {
  const { roles, ownCluster } = await shadows.examine([
    { file: "plan", text: steps.map(({ text }) => `${text};\n`).join("") },
  ]);
  const known = new Set(options.roles);
  const missing = roles.filter((role) => !known.has(role));
  if (missing.length === 0 && (options.ownCluster || !ownCluster)) return null;
  return { ...options, ownCluster: true, roles: [...known, ...missing] };
}

/** The proof: the steps run, and what is read back is what was wanted. */
async function prove(
  shadow: Shadow,
  steps: readonly PlannedStep[],
  { to, leftOut }: { readonly to: Schema; readonly leftOut: readonly PathStart[] },
): Promise<void> {
  await shadow.apply(steps);
  const { schema } = await shadow.read();
  const rest = difference(without(schema, leftOut).schema, to);
  if (rest.length > 0) throw notProved("the plan was tried on a shadow and does not arrive", rest);
}
