// Whether the live database is what its history should have made of it, and the way back when it is not.
import { type Change, diff as difference } from "../core/diff.ts";
import { GodwitError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import type { PlannedStep } from "../core/planned-step.ts";
import type { SchemaSource } from "../core/schema-database.ts";
import { compared, type DiffProject, type DiffReport, provedPlan, readSides, shadowFor } from "./diff.ts";

export interface DriftOptions {
  /** What the history's migrations give on a shadow. */
  readonly expected: SchemaSource;
  readonly live: SchemaSource;
}

/** `changes` lead from the expected schema to the live one; `steps` lead back. */
export async function drift(project: DiffProject, options: DriftOptions): Promise<DiffReport> {
  const { expected, live } = options;
  const sides = await readSides({ from: expected, to: live });
  const { from, to, findings, leftOut } = compared(sides, project.own);
  const changes = difference(from, to);
  const about = { database: sides.database, changes };
  if (changes.length === 0) return { ...about, steps: [], findings };
  const shadow = shadowFor(await live.needs(), await expected.needs(), sides.major);
  const back = { before: sides.after, shadow, from: to, to: from, leftOut, renames: [], source: live };
  const way = await wayBack(() => provedPlan(project, { ...back, findings }));
  return { ...about, steps: way.steps, findings: [...findings, ...way.findings] };
}

interface WayBack {
  readonly steps: readonly PlannedStep[];
  readonly findings: readonly Finding[];
}

/** Drift is told, too, where Godwit has no proved way back. */
async function wayBack(
  plan: () => Promise<{ readonly changes: readonly Change[]; readonly steps: readonly PlannedStep[] }>,
): Promise<WayBack> {
  try {
    return { steps: (await plan()).steps, findings: [] };
  } catch (error) {
    if (!(error instanceof GodwitError) || !error.code.startsWith("PLAN_")) throw error;
    const message = `there is no proved way back: ${error.message}`;
    return { steps: [], findings: [{ rule: "not-proved", severity: "warning", message }] };
  }
}
