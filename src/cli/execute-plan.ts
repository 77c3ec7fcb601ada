// `up --plan FILE`: runs what was planned, if it is still what would run.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { plannedTimeline } from "../actions/plan-timeline.ts";
import { plannedItems } from "../actions/preview-items.ts";
import type { Project } from "../actions/project.ts";
import type { RunReport } from "../actions/run-report.ts";
import { planned, savedPlan } from "../actions/saved-plan.ts";
import { type UpOptions, up } from "../actions/up.ts";
import { GodwitError } from "../core/errors.ts";
import type { Context } from "./context.ts";
import { withComparison } from "./with-comparison.ts";
import { withItems } from "./with-items.ts";

export interface Execution {
  readonly file: string;
  readonly options: UpOptions;
}

export async function executePlan(
  context: Context,
  project: Project,
  { file, options }: Execution,
): Promise<RunReport> {
  const saved = savedPlan(read(resolve(context.cwd, file), file), file);
  const { dynamodb, timeline } = await context.settings();
  if (dynamodb) return up(project, { ...options, ...plannedItems(project, saved) });
  return withComparison(context, async (comparison) => {
    const live = await comparison.live();
    try {
      if (!timeline) return await up(project, { ...options, ...planned(saved, comparison, live) });
      return await withItems(context, (items) =>
        up(project, { ...options, ...plannedTimeline(items, saved, { shadows: comparison, live }) }),
      );
    } finally {
      await live.close();
    }
  });
}

function read(path: string, shown: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new GodwitError("PLAN_FILE", `cannot read ${shown}: ${(cause as Error).message}`, { cause });
  }
}
