// Opens databases whose schema is read: the project's own one, which may be the embedded one, or that of a URL.
import { resolve } from "node:path";
import type { AdoptionDatabase } from "../core/adoption.ts";
import type { SchemaDatabase } from "../core/schema-database.ts";
import { tablesOf } from "../postgres/history.ts";
import { PostgresSchemaDatabase } from "../postgres/schema-database.ts";
import type { ProjectOptions } from "../project.ts";
import type { Target } from "../settings/settings.ts";

interface Reach {
  readonly url: Target["value"];
  readonly variables: ProjectOptions["variables"];
}

export async function openDatabase({ url, variables }: Reach): Promise<SchemaDatabase> {
  const { pgDriver } = await import("../drivers/pg.ts");
  const driver = await pgDriver({ url, env: variables });
  const session = await driver.connect("godwit/compare");
  return new PostgresSchemaDatabase({ session, host: driver.host, database: driver.database });
}

/** The embedded server stays up until this is closed. */
export async function openOwnDatabase({
  settings: { url, root },
  variables,
}: Pick<ProjectOptions, "settings" | "variables">): Promise<SchemaDatabase> {
  if (url) return openDatabase({ url: url.value, variables });
  const { usePostgres } = await import("../servers/embedded-postgres.ts");
  const server = await usePostgres({ folder: resolve(root, ".godwit", "db"), from: root });
  try {
    const database = await openDatabase({ url: server.url, variables: {} });
    return {
      identify: () => database.identify(),
      read: (options) => database.read(options),
      occupied: () => database.occupied(),
      ask: (demand) => database.ask(demand),
      async close() {
        await database.close();
        await server.release();
      },
    };
  } catch (error) {
    await server.release();
    throw error;
  }
}

/** The same database, asked what other tools did to it. */
export async function openAdoption({
  settings: { url, root },
  variables,
}: Pick<ProjectOptions, "settings" | "variables">): Promise<AdoptionDatabase> {
  const [{ pgDriver }, { PostgresAdoption }] = await Promise.all([
    import("../drivers/pg.ts"),
    import("../postgres/adoption.ts"),
  ]);
  if (url) {
    const driver = await pgDriver({ url: url.value, env: variables });
    return new PostgresAdoption(await driver.connect("godwit/adopt"));
  }
  const { usePostgres } = await import("../servers/embedded-postgres.ts");
  const server = await usePostgres({ folder: resolve(root, ".godwit", "db"), from: root });
  const session = await (await pgDriver({ url: server.url, env: {} })).connect("godwit/adopt");
  return new PostgresAdoption(session, () => server.release());
}

/** Godwit's own tables, as CONTRACT section 6 names them. */
export function ownTables({ history }: ProjectOptions["settings"]): readonly (readonly string[])[] {
  const { schema, table } = tablesOf(history);
  return ["", "_log", "_lock", "_backfill", "_release"].map((suffix) => [schema, `${table}${suffix}`]);
}
