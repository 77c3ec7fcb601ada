// Opens a project with all that its environment has: a database, a table, or both in one timeline.
import { timeline } from "../core/timeline/timeline.ts";
import { type OpenProject, openProject, type ProjectOptions } from "../project.ts";
import { ownEntry } from "../settings/own-entry.ts";
import type { Settings } from "../settings/settings.ts";
import { directory } from "../sources/directory.ts";

/** The same as `openProject` where the environment has one of them. */
export function openTimeline(options: ProjectOptions): OpenProject {
  const { settings } = options;
  const items = itemSettings(settings);
  const database = openProject(options);
  if (!items) return database;
  const table = openProject({ ...options, settings: items });
  const { root } = settings;
  const both = timeline([
    {
      title: "PostgreSQL",
      engine: database.engine,
      source: options.source ?? directory({ folder: settings.migrations, root, entry: ownEntry() }),
    },
    {
      title: "DynamoDB",
      engine: table.engine,
      source:
        options.tableSource ??
        directory({
          folder: items.migrations,
          root,
          entry: ownEntry(),
          init: items.dynamodb?.init,
        }),
    },
  ]);
  return {
    ...database,
    ...both,
    reached: () =>
      [database.reached(), table.reached()].filter((one) => one !== undefined).join(" and ") || undefined,
    async close() {
      await table.close();
      await database.close();
    },
  };
}

/** The table's part of a timeline; undefined where there is none. */
export function itemSettings(settings: Settings): Settings | undefined {
  const { timeline: both, migrations, ...rest } = settings;
  if (!both) return undefined;
  return { ...rest, ...both, beside: migrations };
}
