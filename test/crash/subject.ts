// A folder of migrations and a fresh database for them: what a crash test works on.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { type FreshDatabase, freshDatabase, withClient } from "../support/database.ts";

export interface Subject {
  readonly folder: string;
  readonly database: FreshDatabase;
  readonly url: string;
  /** Settings for every command on it. */
  readonly env?: Readonly<Record<string, string>>;
}

export async function subjectOf(files: Readonly<Record<string, string>>): Promise<Subject> {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "godwit-crash-"));
  writeMigrations(folder, files);
  const database = await freshDatabase();
  onTestFinished(async () => {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, database, url: database.url };
}

export function writeMigrations(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, "migrations", name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

/** Rows of one question, on a connection of its own. */
export function ask<T = Record<string, unknown>>(url: string, question: string): Promise<readonly T[]> {
  return withClient(url, async (client) => (await client.query(question)).rows as T[]);
}

/** Whether some session of this database is in `pg_sleep`. */
export async function sleepingIn(url: string): Promise<boolean> {
  const rows = await ask(
    url,
    "select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'",
  );
  return rows.length > 0;
}
