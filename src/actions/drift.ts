// Whether the live database is what its history should have made of it, and the way back when it is not.
import { diff as difference } from "../core/diff.ts";
import { GodwitError } from "../core/errors.ts";
import type { SchemaSource } from "../core/schema-database.ts";
import { compared, type DiffReport } from "./diff.ts";
import type { DiffProject } from "./diff-project.ts";
import { type ProvedPlan, provedPlan } from "./proved-plan.ts";
import { readSides } from "./sides.ts";

export interface DriftOptions {
  /** What the history's migrations give on a shadow. */
  readonly expected: SchemaSource;
  readonly live: SchemaSource;
}

/** `changes` lead from the expected schema to the live one; `steps` lead back. */
export async function drift(project: DiffProject, options: DriftOptions): Promise<DiffReport> {
  const { expected, live } = options;
  const sides = await readSides(project, { from: expected, to: live });
  const { from, to, findings, leftOut } = compared(sides, project.own);
  const changes = difference(from, to);
  const about = { database: sides.database, changes, sides: { from, to } };
  if (changes.length === 0) return { ...about, steps: [], findings };
  const back = {
    source: live,
    before: sides.after,
    after: sides.before,
    from: to,
    to: from,
    leftOut,
    shadow: sides.shadowAfter,
    made: [],
    renames: [],
  };
  const way = await wayBack(() => provedPlan(project, back));
  return { ...about, steps: way.steps, findings: [...findings, ...way.findings] };
}

type WayBack = Pick<ProvedPlan, "steps" | "findings">;

/** Drift is told, too, where Godwit has no proved way back. */
async function wayBack(plan: () => Promise<ProvedPlan>): Promise<WayBack> {
  try {
    return await plan();
  } catch (error) {
    if (!(error instanceof GodwitError) || !error.code.startsWith("PLAN_")) throw error;
    const message = `there is no proved way back: ${error.message}`;
    return { steps: [], findings: [{ rule: "not-proved", severity: "warning", message }] };
  }
}
