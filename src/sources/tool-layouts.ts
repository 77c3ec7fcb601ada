// Where other tools keep their migrations, and whether those files can be read as they are.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { GodwitError } from "../core/errors.ts";

interface Readable {
  /** Where the tool looks by default, the likeliest first. */
  readonly folders: readonly string[];
  /** Its own table has the name of our history. */
  readonly takesOurName?: true;
}

const READABLE: Readonly<Record<string, Readable>> = {
  psql: { folders: ["migrations", "database/migrations", "db/migrations", "sql/migrations"] },
  "golang-migrate": { folders: ["migrations", "db/migrations", "db/migration"], takesOurName: true },
  sqlx: { folders: ["migrations"] },
  atlas: { folders: ["migrations"] },
  drizzle: { folders: ["drizzle", "migrations"] },
};

/** Why the others are not: said by name. */
const OTHERS: Readonly<Record<string, string>> = {
  flyway: "its files are named V1__name.sql: rename them to 001_name.sql",
  prisma: "each migration is a folder: copy DIR/migration.sql to DIR.sql",
  diesel: "each migration is a folder: copy DIR/up.sql to DIR.up.sql and DIR/down.sql to DIR.down.sql",
  goose: "both directions are in one file: move the part below `-- +goose Down` into NAME_rollback.sql",
  dbmate: "both directions are in one file: move the part below `-- migrate:down` into NAME_rollback.sql",
  "node-pg-migrate":
    "both directions are in one file: move the part below `-- Down Migration` into NAME_rollback.sql",
  liquibase: "its changelogs are not SQL: print each with `liquibase update-sql`",
  alembic: "its revisions are Python: print each with `alembic upgrade A:B --sql`",
  django: "its migrations are Python: print each with `manage.py sqlmigrate APP NAME`",
  rails: "its migrations are Ruby",
  knex: "its migrations are programs",
  typeorm: "its migrations are programs",
  sequelize: "its migrations are programs",
};

export const TOOLS: readonly string[] = [...Object.keys(READABLE), ...Object.keys(OTHERS)].sort();

export interface ToolLayout {
  /** Relative to the project. */
  readonly migrations: string;
  /** Where the history goes, where the tool has its name. */
  readonly historySchema?: string;
}

/** Throws NOT_SUPPORTED, and NO_MIGRATIONS_FOLDER where the tool's folder is not here. */
export function toolLayout(root: string, tool: string): ToolLayout {
  const known = READABLE[tool];
  if (!known) {
    throw new GodwitError(
      "NOT_SUPPORTED",
      `the layout of ${tool} is not read by this version: ${OTHERS[tool]}`,
      {
        hint: "then run `godwit init`, and `godwit adopt`, which reads the tool's table",
      },
    );
  }
  const migrations = known.folders.find((folder) => existsSync(join(root, folder)));
  if (migrations === undefined) {
    throw new GodwitError("NO_MIGRATIONS_FOLDER", `${tool} has no folder here: ${known.folders.join(", ")}`, {
      hint: "run `godwit init`, then set `migrations` in the configuration",
    });
  }
  return { migrations, ...(known.takesOurName ? { historySchema: "godwit" } : {}) };
}
