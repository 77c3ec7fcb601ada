// Opens the project that a command works on, and closes it whatever happens.
import type { Project } from "../actions/project.ts";
import { openTimeline } from "../project/open-timeline.ts";
import type { OpenProject, ProjectOptions } from "../project.ts";
import { toolVersion } from "../settings/tool-version.ts";
import type { Context } from "./context.ts";

/** `open` is `openProject` for what speaks of PostgreSQL alone where the environment has a table, too. */
export async function withProject<T>(
  context: Context,
  work: (project: Project) => Promise<T>,
  open: (options: ProjectOptions) => OpenProject = openTimeline,
): Promise<T> {
  const settings = await context.settings();
  const { report, signal, variables } = context;
  const project = open({ settings, report, signal, variables, toolVersion: toolVersion() });
  try {
    return await work(project);
  } finally {
    context.reached(project.reached());
    await project.close();
  }
}
