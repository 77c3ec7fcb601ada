// knex has no models: its own migrations are run in an empty database.
import { readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { defaultOf, type Loaded, type Preset, PresetProblem, type PresetTask } from "./preset.ts";

interface Knex {
  readonly migrate: { latest(config: object): Promise<unknown> };
  readonly schema: { dropTableIfExists(name: string): Promise<unknown> };
  destroy(): Promise<void>;
}

interface Migrations {
  readonly directory?: string | readonly string[];
  readonly tableName?: string;
  readonly schemaName?: string;
}

export const knex: Preset = {
  name: "knex",
  packages: [
    { name: "knex", oldest: "1" },
    { name: "pg", oldest: "8" },
  ],
  gives: "database",
  places: ["knexfile.ts", "knexfile.js", "knexfile.mjs", "knexfile.cjs"],
  async run(task) {
    const { load, path, url } = task;
    const makeKnex = defaultOf(await load("knex")) as (config: object) => Knex;
    const exported = defaultOf(await load(path));
    const all = (typeof exported === "function" ? await exported() : exported) as Loaded;
    const { NODE_ENV = "development" } = process.env;
    const config = ("client" in all || "migrations" in all ? all : all[NODE_ENV]) as Loaded | undefined;
    if (!config) {
      const known = Object.keys(all).join(", ");
      throw new PresetProblem(
        `the knexfile has no environment ${NODE_ENV}`,
        `set NODE_ENV to one of: ${known}`,
      );
    }
    const migrations = (config.migrations ?? {}) as Migrations;
    // A history of its own, wherever the project keeps it: it goes again below.
    const { directory, tableName: _table, schemaName: _schema, ...rest } = migrations;
    const folders = [directory ?? "./migrations"].flat().map((folder) => resolve(dirname(path), folder));
    const connection = { connectionString: url, ssl: false };
    const db = makeKnex({ ...config, client: "pg", connection, pool: { min: 0, max: 2 } });
    try {
      await db.migrate.latest({ ...rest, tableName: HISTORY, migrationSource: sourceOf(folders, task) });
      for (const table of [HISTORY, `${HISTORY}_lock`]) await db.schema.dropTableIfExists(table);
    } finally {
      await db.destroy();
    }
    return undefined;
  },
};

const HISTORY = "godwit_knex_migrations";

/** knex itself would not load TypeScript. */
function sourceOf(folders: readonly string[], { load }: PresetTask): object {
  const files = folders
    .flatMap((folder) => readdirSync(folder).map((name) => ({ name, path: join(folder, name) })))
    .filter(({ name }) => /\.[cm]?[jt]s$/.test(name) && !/\.d\.[cm]?ts$/.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    getMigrations: async () => files,
    getMigrationName: ({ name }: { readonly name: string }) => name,
    getMigration: async (file: { readonly path: string }) => {
      const module = await load(file.path);
      return "up" in module ? module : defaultOf(module);
    },
  };
}
