// Opens the project that a command works on, and closes it whatever happens.
import type { Project } from "../actions/project.ts";
import { openProject } from "../project.ts";
import { toolVersion } from "../settings/tool-version.ts";
import type { Context } from "./context.ts";

export async function withProject<T>(context: Context, work: (project: Project) => Promise<T>): Promise<T> {
  const settings = await context.settings();
  const { report, signal, variables } = context;
  const project = openProject({ settings, report, signal, variables, toolVersion: toolVersion() });
  try {
    return await work(project);
  } finally {
    context.reached(project.reached());
    await project.close();
  }
}
