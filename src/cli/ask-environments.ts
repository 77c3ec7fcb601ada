// Asks every configured environment the same question; one that cannot be reached is an answer, too.
import type { Project } from "../actions/project.ts";
import { asGodwitError } from "../core/errors.ts";
import { openTimeline } from "../project/open-timeline.ts";
import { toolVersion } from "../settings/tool-version.ts";
import type { Context } from "./context.ts";
import { environmentSettings, ownVariables } from "./environment-settings.ts";
import { withProject } from "./with-project.ts";

export interface Asked {
  readonly name: string;
  /** What speaks against it; null where nothing does. */
  readonly problem: string | null;
}

/** The project's own database where no environment is configured. */
export async function askEnvironments(
  context: Context,
  question: (project: Project) => Promise<string | null>,
): Promise<readonly Asked[]> {
  const { environments } = await context.settings();
  const asked: Asked[] = [];
  for (const environment of environments.length === 0 ? [undefined] : environments) {
    const name = environment ?? "the project's database";
    const problem = await answerOf(context, environment, question).catch(
      (error) => `cannot be asked: ${asGodwitError(error).message}`,
    );
    asked.push({ name, problem });
  }
  return asked;
}

async function answerOf(
  context: Context,
  environment: string | undefined,
  question: (project: Project) => Promise<string | null>,
): Promise<string | null> {
  if (environment === undefined) return withProject(context, question);
  const { report, signal } = context;
  const settings = await environmentSettings(context)(environment);
  const variables = ownVariables(context.variables);
  const project = openTimeline({ settings, report, signal, variables, toolVersion: toolVersion() });
  try {
    return await question(project);
  } finally {
    await project.close();
  }
}
