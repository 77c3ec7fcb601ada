// A folder's migrations and a rehearsal for them, as a command opens it.
import type { Rehearsal } from "../../src/actions/rehearsal.ts";
import type { Migration } from "../../src/core/migration.ts";
import { inOrder } from "../../src/core/order.ts";
import type { ShadowServer } from "../../src/core/schema-database.ts";
import { postgresSchemas } from "../../src/postgres/schema-engine.ts";
import { rehearsals } from "../../src/project/rehearsals.ts";
import { openProject } from "../../src/project.ts";
import { loadSettings } from "../../src/settings/load-settings.ts";

export async function openRehearsal(
  folder: string,
  shadows: ShadowServer,
): Promise<{ readonly rehearsal: Rehearsal; readonly migrations: readonly Migration[] }> {
  const flags = { migrations: { flag: "--dir", value: folder } };
  const settings = await loadSettings({ cwd: folder, variables: {}, flags });
  const { signal } = new AbortController();
  const options = { settings, report: () => undefined, signal, variables: {}, toolVersion: "0" };
  const migrations = inOrder((await openProject(options).source.collect()).migrations);
  const own = ["", "_log", "_lock", "_backfill", "_release"].map((end) => [
    "public",
    `schema_migrations${end}`,
  ]);
  const project = { shadows, engine: postgresSchemas, own, major: async () => undefined };
  return { rehearsal: await rehearsals(options, project).open(migrations), migrations };
}
