// Opens what a command needs that compares schemas, and closes it whatever happens.
import type { Project } from "../actions/project.ts";
import { asGodwitError, GodwitError } from "../core/errors.ts";
import { type Comparison, openComparison } from "../project/compare.ts";
import { openProject } from "../project.ts";
import { toolVersion } from "../settings/tool-version.ts";
import type { Context } from "./context.ts";
import { environmentSettings } from "./environment-settings.ts";

export async function withComparison<T>(
  context: Context,
  work: (comparison: Comparison, project: Project) => Promise<T>,
): Promise<T> {
  const settings = await context.settings();
  const { cwd, report, signal, variables } = context;
  const options = { settings, report, signal, variables, toolVersion: toolVersion() };
  const project = openProject(options);
  const comparison = openComparison({
    ...options,
    cwd,
    environment: async (name) => (await environmentSettings(context)(name)).url,
  });
  try {
    return await work(comparison, project);
  } catch (error) {
    // Whatever a statement that was cancelled looks like.
    if (!signal.aborted) throw error;
    const { message } = asGodwitError(signal.reason);
    throw new GodwitError("CANCELLED", message, { hint: "nothing was changed; run the command again" });
  } finally {
    context.reached(project.reached());
    await comparison.close();
    await project.close();
  }
}
