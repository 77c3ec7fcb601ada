// A real history in databases of its own: brought forward by psql and by Godwit, and compared.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FreshDatabase, freshDatabase, withClient } from "./database.ts";
import { godwit, type Result } from "./godwit.ts";
import type { HistoryCase } from "./history-case.ts";
import { psql } from "./psql.ts";

/** An empty database with what must be there before the first migration. */
export async function historyDatabase(history: HistoryCase, major: number): Promise<FreshDatabase> {
  const database = await freshDatabase({ major });
  if (history.setup) await psql(database.url, ["-f", history.setup], history.environment);
  return database;
}

/** Where a history stopped: a migration's file, and what the server said of it. */
export interface Stop {
  readonly file: string;
  readonly message: string;
}

/** Runs the files in order, each in a session of its own; null when all went well. */
export async function upWithPsql(history: HistoryCase, url: string): Promise<Stop | null> {
  const scratch = mkdtempSync(join(tmpdir(), "godwit-psql-"));
  const script = join(scratch, "all.sql");
  const lines = history.order.map(({ up, tx }) => {
    const include = `\\i '${join(history.folder, up)}'`;
    return ["\\connect", ...(tx ? ["begin;", include, "commit;"] : [include])].join("\n");
  });
  writeFileSync(script, `${lines.join("\n")}\n`);
  try {
    await psql(url, ["-f", script], history.environment);
    return null;
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string };
    const found = /^psql:(?:.*\/)?([^/]+\.up\.sql):\d+: ERROR: +(.*)$/m.exec(stderr ?? "");
    if (!found) throw error;
    return { file: found[1] as string, message: found[2] as string };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

interface Failure {
  readonly failed: { readonly file: string };
  readonly error: { readonly message: string };
}

/** The same with `godwit up`, in one go. */
export async function upWithGodwit(history: HistoryCase, url: string): Promise<Stop | null> {
  const result = await runGodwit(history, url, ["up", "--json"]);
  if (result.status === 0) return null;
  const { failed, error } = result.json<Failure>();
  return { file: failed.file.replace(/^.*\//, ""), message: error.message };
}

/** Runs the command on a history's folder, its own tables in a schema of their own. */
export async function runGodwit(
  history: Pick<HistoryCase, "folder" | "environment">,
  url: string,
  args: readonly string[],
): Promise<Result> {
  const cwd = mkdtempSync(join(tmpdir(), "godwit-history-"));
  try {
    return await godwit([...args, "--quiet", "--url", url, "--dir", history.folder], {
      cwd,
      env: { ...history.environment, GODWIT_HISTORY_SCHEMA: "godwit" },
    });
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

/** How many rows each table has, without Godwit's own. */
export function rowCounts(url: string): Promise<Readonly<Record<string, number>>> {
  return withClient(url, async (client) => {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', nspname, relname) as name from pg_class join pg_namespace n on n.oid = relnamespace
       where relkind = 'r' and nspname not in ('pg_catalog', 'information_schema', 'godwit') order by 1`,
    );
    const counts: Record<string, number> = {};
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ count: string }>(`select count(*) from ${name}`);
      counts[name] = Number(rows[0]?.count);
    }
    return counts;
  });
}
