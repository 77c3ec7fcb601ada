// Does a run that changes the database, and writes the configured dump when it did.
import type { Project } from "../actions/project.ts";
import type { RunReport } from "../actions/run-report.ts";
import type { Context } from "./context.ts";
import { withProject } from "./with-project.ts";

export interface Dumped {
  readonly report: RunReport;
  /** The file, when it was written anew. */
  readonly dump: string | null;
}

export async function withDump(
  context: Context,
  run: (project: Project) => Promise<RunReport>,
): Promise<Dumped> {
  const settings = await context.settings();
  return withProject(context, async (project) => {
    // Only a transform sends so many requests that memory matters.
    const many = settings.dynamodb || settings.timeline;
    const steady = many ? (await import("./steady-memory.ts")).withSteadyMemory : undefined;
    const report = await (steady ? steady(() => run(project)) : run(project));
    const { write = "never" } = settings.dump ?? {};
    const wanted = write === "always" || (write === "when changed" && report.migrations.length > 0);
    if (!wanted || report.dryRun || report.error || settings.dynamodb) return { report, dump: null };
    const { dump } = await import("../project/dump.ts");
    const warn = (message: string, hint: string) => context.report({ type: "note", message, hint });
    return { report, dump: await dump({ settings, variables: context.variables }, warn) };
  });
}

/** For `up`, `down` and `redo`. */
export const dumpFlag = {
  help: "the file that the schema is written to, also when nothing was to be done; `none` writes nothing",
  value: "FILE",
  setting: "dump",
} as const;
