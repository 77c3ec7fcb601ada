// A plan that a shadow has proved: its steps run in the state of the first side, and what comes out is the second.
import { type Change, diff as difference } from "../core/diff.ts";
import type { FactKey, Schema } from "../core/fact.ts";
import type { Finding } from "../core/finding.ts";
import type { PlannedStep } from "../core/planned-step.ts";
import type { RenameWish } from "../core/rename.ts";
import type {
  SchemaSource,
  Shadow,
  ShadowOptions,
  ShadowServer,
  SourceReading,
} from "../core/schema-database.ts";
import { type PathStart, without } from "../core/without.ts";
import { notProved } from "./describe-change.ts";
import type { DiffProject } from "./diff-project.ts";
import { renameOnShadow } from "./rename-on-shadow.ts";
import { repeatedIn } from "./repeated.ts";
import { tryOnRows } from "./try-on-rows.ts";
import { withoutOwners } from "./usual-owners.ts";

export interface PlanWish {
  readonly source: SchemaSource;
  /** As read from the source. */
  readonly before: SourceReading;
  readonly after: Pick<SourceReading, "owner">;
  /** As compared. */
  readonly from: Schema;
  readonly to: Schema;
  readonly leftOut: readonly PathStart[];
  readonly shadow: ShadowOptions;
  /** Roles that the source makes itself. */
  readonly made: readonly string[];
  readonly renames: readonly RenameWish[];
}

export interface ProvedPlan {
  readonly changes: readonly Change[];
  readonly steps: readonly PlannedStep[];
  /** What the generated rows on the shadow suffered. */
  readonly findings: readonly Finding[];
}

/** Throws PLAN_NOT_PROVED, PLAN_FAILED, PLAN_CIRCLE, RENAME_UNKNOWN. */
export async function provedPlan({ shadows, engine }: DiffProject, wish: PlanWish): Promise<ProvedPlan> {
  const { source, before, to } = wish;
  const open = new Set<Shadow>();
  const rebuild = async (options: ShadowOptions) => {
    const shadow = await source.rebuild(options);
    open.add(shadow);
    return shadow;
  };
  try {
    let options = wish.shadow;
    let shadow = before.shadow ?? (await rebuild(options));
    const major = Number.parseInt((await shadow.identify()).version, 10);
    const first = await renameOnShadow(shadow, engine, wish);
    const hasRows = (key: FactKey) => before.occupied.has(first.oldKeys.get(key) ?? key);
    const plan = engine.plan(first.schema, to, { major, hasRows });
    const missing = await rolesMissing(shadows, plan.steps, wish);
    if (missing) {
      options = missing;
      shadow = await rebuild(options);
      await shadow.apply(first.steps);
    }
    // Renames are done there already, so another try needs another shadow.
    const again = async () => {
      const fresh = await rebuild(options);
      await fresh.apply(first.steps);
      return fresh;
    };
    const tried = await tryOnRows(shadow, plan.steps, again);
    await insist(tried.shadow, wish);
    return {
      changes: [...first.changes, ...plan.changes],
      steps: [...first.steps, ...plan.steps],
      findings: tried.findings,
    };
  } finally {
    await Promise.all([...open].map((shadow) => shadow.close()));
  }
}

/** The options for a shadow with the roles that steps name; null where they are there. */
export async function rolesMissing(
  shadows: ShadowServer,
  steps: readonly PlannedStep[],
  { shadow: options, made }: Pick<PlanWish, "shadow" | "made">,
): Promise<ShadowOptions | null> {
  const { roles, ownCluster } = await shadows.examine([
    { file: "plan", text: steps.map(({ text }) => `${text};\n`).join("") },
  ]);
  const known = new Set(options.roles);
  const missing = roles.filter((role) => !known.has(role) && !made.includes(role));
  if (missing.length === 0 && (options.ownCluster || !ownCluster)) return null;
  return { ...options, ownCluster: true, roles: [...known, ...missing] };
}

/** What is read back must be what was wanted. */
async function insist(shadow: Shadow, { before, after, to, leftOut }: PlanWish): Promise<void> {
  const { schema } = await shadow.read({ owner: before.owner });
  const owners = new Set([shadow.user, before.owner, after.owner]);
  const repeated = repeatedIn(before);
  const rest = difference(
    withoutOwners(without(schema, leftOut).schema, owners),
    withoutOwners(to, owners),
  ).filter((change) => change.type !== "alter" || !repeated.has(change.to.key));
  if (rest.length > 0) throw notProved("the plan was tried on a shadow and does not arrive", rest);
}
