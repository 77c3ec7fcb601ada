// `godwit/testing`: a migrated database, and a migrated DynamoDB table, for each test.
import { type LoadProjectOptions, loadProjectOptions } from "../project/load-project.ts";
import { type TestDatabase, testDatabase } from "../project/test-database.ts";
import { type TestTable, type TestTableOptions, testTable } from "../project/test-table.ts";

export type { TestDatabase, TestTable, TestTableOptions };

export interface MigratedDatabaseOptions
  extends Pick<LoadProjectOptions, "cwd" | "config" | "environment" | "database" | "migrations" | "report"> {
  /** A URL on which databases may be created; the embedded server without it. */
  readonly server?: string;
}

/**
 * A PostgreSQL database with all migrations applied, for one test. The migrations run once, into a template that is kept
 * until they change; each call clones it. Whatever URL the configuration has is not used.
 */
export async function migratedDatabase({
  server,
  ...options
}: MigratedDatabaseOptions = {}): Promise<TestDatabase> {
  return testDatabase(await loadProjectOptions({ ...options, variables: withoutUrls() }), server);
}

export interface MigratedTableOptions
  extends Pick<LoadProjectOptions, "cwd" | "config" | "environment" | "migrations" | "report">,
    TestTableOptions {}

/**
 * A DynamoDB table with the items of `dynamodb.init`, or with all migrations applied, for one test, on the embedded
 * emulator. Whatever table, account and endpoint the configuration has are not used.
 */
export async function migratedTable({
  keys,
  create,
  endpoint,
  ...options
}: MigratedTableOptions = {}): Promise<TestTable> {
  return testTable(await loadProjectOptions({ ...options, variables: withoutUrls() }), {
    ...(keys ? { keys } : {}),
    ...(create ? { create } : {}),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
}

/** What names a database for a run is not meant for tests. */
function withoutUrls(): Readonly<Record<string, string | undefined>> {
  const { DATABASE_URL: _usual, GODWIT_URL: _url, GODWIT_DIRECT_URL: _direct, ...rest } = process.env;
  return rest;
}
