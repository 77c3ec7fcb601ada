// Runs migrations on a shadow, by the engine that runs them everywhere.
import type { Project } from "../actions/project.ts";
import type { RunReport } from "../actions/run-report.ts";
import { GodwitError } from "../core/errors.ts";
import type { Migration } from "../core/migration.ts";
import type { LoadReport, Shadow, Skipped } from "../core/schema-database.ts";
import { stubbedEngine } from "../postgres/stubbed-engine.ts";
import { openProject, type ProjectOptions } from "../project.ts";

export interface ShadowRun {
  readonly options: ProjectOptions;
  /** All that the history is to know. */
  readonly migrations: readonly Migration[];
}

/** What reaches outward is left out and told. Throws as the work does, with words for a shadow. */
export async function onShadow(
  shadow: Shadow,
  { options, migrations }: ShadowRun,
  work: (project: Project) => Promise<RunReport>,
): Promise<LoadReport> {
  const skipped: Skipped[] = [];
  const { directUrl: _direct, dynamodb: _dynamodb, ...settings } = options.settings;
  const opened = openProject({
    ...options,
    report: () => undefined,
    settings: { ...settings, url: { value: shadow.url, origin: "shadow" }, hooks: {} },
  });
  try {
    const engine = stubbedEngine(opened.engine, {
      strict: settings.shadow !== undefined,
      skip: (one) => skipped.push(one),
    });
    // What must be true of rows is a question to the target.
    const withoutVerify = migrations.map(({ verify: _verify, ...migration }) => migration);
    const source = { collect: async () => ({ migrations: withoutVerify, notes: [] }) };
    const { error } = await work({ ...opened, engine, source });
    if (error) throw onlyShadow(error);
    return { skipped };
  } finally {
    await opened.close();
  }
}

/** The hint of a failed run would be to go on with it, but the target was not touched. */
function onlyShadow({ code, message, at, database, cause }: GodwitError): GodwitError {
  return new GodwitError(code, `on a shadow: ${message}`, {
    cause,
    hint: "correct the file; your database was not touched",
    ...(at ? { at } : {}),
    ...(database ? { database } : {}),
  });
}
