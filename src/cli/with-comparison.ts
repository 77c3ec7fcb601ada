// Opens what a command needs that compares schemas, and closes it whatever happens.
import type { Project } from "../actions/project.ts";
import { asGodwitError, GodwitError } from "../core/errors.ts";
import { type Comparison, openComparison } from "../project/compare.ts";
import { openProject } from "../project.ts";
import { loadSettings } from "../settings/load-settings.ts";
import { toolVersion } from "../settings/tool-version.ts";
import type { Context } from "./context.ts";

export async function withComparison<T>(
  context: Context,
  work: (comparison: Comparison, project: Project) => Promise<T>,
): Promise<T> {
  const settings = await context.settings();
  const { cwd, report, signal, variables, flags } = context;
  const options = { settings, report, signal, variables, toolVersion: toolVersion() };
  const project = openProject(options);
  const comparison = openComparison({
    ...options,
    cwd,
    // Another environment is meant as the file has it, not as this one is overridden.
    async environment(environment) {
      const { DATABASE_URL: _database, GODWIT_URL: _url, ...rest } = variables;
      const { config, database } = flags;
      return (await loadSettings({ cwd, variables: rest, config, environment, database })).url;
    },
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
