// Opens the part of a timeline that changes items, and closes it whatever happens.
import type { Project } from "../actions/project.ts";
import { GodwitError } from "../core/errors.ts";
import { itemSettings } from "../project/open-timeline.ts";
import { openProject } from "../project.ts";
import { toolVersion } from "../settings/tool-version.ts";
import type { Context } from "./context.ts";

export async function withItems<T>(context: Context, work: (items: Project) => Promise<T>): Promise<T> {
  const settings = itemSettings(await context.settings());
  if (!settings) throw new GodwitError("BUG", "the environment has no timeline");
  const { report, signal, variables } = context;
  const project = openProject({ settings, report, signal, variables, toolVersion: toolVersion() });
  try {
    return await work(project);
  } finally {
    await project.close();
  }
}
