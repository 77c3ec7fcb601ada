// Kysely has no models that could print DDL: its own migrations are run in an empty database.
import { readdirSync } from "node:fs";
import { join, parse } from "node:path";
import { defaultOf, type Loaded, type Preset, PresetProblem } from "./preset.ts";

interface Database {
  destroy(): Promise<void>;
  readonly schema: {
    dropTable(name: string): { ifExists(): { execute(): Promise<void> } };
  };
}
interface Packages {
  readonly Kysely: new (options: object) => Database;
  readonly Migrator: new (options: object) => { migrateToLatest(): Promise<{ readonly error?: unknown }> };
  readonly PostgresDialect: new (options: object) => object;
}

export const kysely: Preset = {
  name: "kysely",
  packages: [
    { name: "kysely", oldest: "0.26" },
    { name: "pg", oldest: "8" },
  ],
  gives: "database",
  places: ["src/migrations", "src/db/migrations", "db/migrations"],
  async run({ load, path, url }) {
    const { Kysely, Migrator, PostgresDialect } = (await load("kysely")) as unknown as Packages;
    const { Pool } = defaultOf(await load("pg")) as { readonly Pool: new (options: object) => object };
    const files = readdirSync(path).filter(
      (name) => /\.[cm]?[jt]s$/.test(name) && !/\.d\.[cm]?ts$/.test(name),
    );
    if (files.length === 0)
      throw new PresetProblem(
        "the folder holds no migration",
        "name the folder of Kysely's migrations with `path`",
      );
    const migrations: Record<string, Loaded> = {};
    for (const file of files) {
      const module = await load(join(path, file));
      migrations[parse(file).name] = "up" in module ? module : (defaultOf(module) as Loaded);
    }
    const db = new Kysely({
      dialect: new PostgresDialect({ pool: new Pool({ connectionString: url, max: 2 }) }),
    });
    try {
      const provider = { getMigrations: async () => migrations };
      const { error } = await new Migrator({ db, provider }).migrateToLatest();
      if (error) throw error;
      // Its own history is no part of the schema.
      for (const table of ["kysely_migration_lock", "kysely_migration"])
        await db.schema.dropTable(table).ifExists().execute();
    } finally {
      await db.destroy();
    }
    return undefined;
  },
};
