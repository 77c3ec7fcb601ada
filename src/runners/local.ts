// The library's own functions: the actions of the command line, in this process. They never print and never exit.
import type { CheckName, Problem } from "../actions/check.ts";
import type { DownOptions } from "../actions/down.ts";
import type { RunDocument } from "../actions/run-document.ts";
import type { RunReport } from "../actions/run-report.ts";
import type { StatusDocument } from "../actions/status-document.ts";
import type { UpOptions } from "../actions/up.ts";
import { GodwitError } from "../core/errors.ts";
import type { LoadProjectOptions } from "../project/load-project.ts";
import type { OpenProject } from "../project.ts";

/**
 * Applies what is pending, as `godwit up` does. Times are milliseconds.
 *
 * Throws a GodwitError when it fails or a person has to decide; the migrations before the failed one are applied.
 *
 * @example
 * const { migrations } = await up({ url: process.env.DATABASE_URL, report: (event) => log(event) });
 * for (const { name, executionTimeMs } of migrations) log(`${name} took ${executionTimeMs} ms`);
 */
export async function up(options: LoadProjectOptions & UpOptions = {}): Promise<RunDocument> {
  return inProject(options, async (project) => {
    const action = await import("../actions/up.ts");
    return documentOf(await action.up(project, options));
  });
}

/**
 * Reverts what was applied last, as `godwit down` does: one migration unless `count` or `to` says otherwise.
 *
 * Throws CONFIRM for a protected environment unless `yes` is given, and NO_ROLLBACK where nothing says how.
 *
 * @example
 * await down({ to: "024" }); // 024 stays
 */
export async function down(
  options: LoadProjectOptions & DownOptions & { readonly yes?: boolean } = {},
): Promise<RunDocument> {
  return inProject(options, async (project) => {
    if (project.protected && !options.yes && !options.dryRun) {
      throw new GodwitError("CONFIRM", `the environment ${project.settings.environment} is protected`, {
        hint: "call down({ yes: true, … }) if it is meant",
      });
    }
    const action = await import("../actions/down.ts");
    return documentOf(await action.down(project, options));
  });
}

/**
 * The standing of every migration, as `godwit status --json` tells it, with times as Date. Writes nothing.
 *
 * @example
 * const { counts } = await status();
 * if (counts.pending > 0) log(`${counts.pending} migrations to come`);
 */
export async function status(options: LoadProjectOptions = {}): Promise<StatusDocument> {
  return inProject(options, async (project) => {
    const [action, { statusDocument }] = await Promise.all([
      import("../actions/status.ts"),
      import("../actions/status-document.ts"),
    ]);
    return statusDocument(await action.status(project));
  });
}

/**
 * What `godwit check` complains about; empty when all is well. Writes nothing.
 *
 * @example
 * const problems = await check({ only: ["changed", "missing"] });
 */
export async function check(
  options: LoadProjectOptions & { readonly only?: readonly CheckName[] } = {},
): Promise<readonly Problem[]> {
  return inProject(options, async (project) => {
    const action = await import("../actions/check.ts");
    return (await action.check(project, options)).problems;
  });
}

/**
 * Stops an application that starts on a schema older than its migration files: throws CHECK_FAILED. A newer database
 * is fine, and so are migrations of `Phase: contract`, which run after the release. With `wait` it gives another
 * process that long to apply them. Reads two tables, writes nothing.
 *
 * @example
 * await assertMigrated({ wait: "1m" });
 * server.listen(3000);
 */
export async function assertMigrated(options: LoadProjectOptions = {}): Promise<void> {
  await inProject(options, async (project) => {
    const action = await import("../actions/assert-migrated.ts");
    await action.assertMigrated(project, {
      waitMs: options.wait === undefined ? 0 : project.settings.waitMs,
    });
  });
}

/** Loaded when first called: a configuration file imports this library, too, and needs none of it. */
async function inProject<T>(
  options: LoadProjectOptions,
  work: (project: OpenProject) => Promise<T>,
): Promise<T> {
  const { loadProject } = await import("../project/load-project.ts");
  const project = await loadProject(options);
  try {
    return await work(project);
  } finally {
    await project.close();
  }
}

async function documentOf(report: RunReport): Promise<RunDocument> {
  if (report.error) throw report.error;
  const { runDocument } = await import("../actions/run-document.ts");
  return runDocument(report);
}
