// Databases that are thrown away: made, recognised by their owner's lock, and dropped, also after an owner's death.
import { DriverError } from "../core/driver-error.ts";
import type { SqlSession } from "./session.ts";
import { literal, name, type Sql, sql } from "./sql.ts";

/** What our databases are called, before the random part. */
const PREFIX = "godwit_shadow_";

export interface NewShadow {
  /** Random, so that nobody else has it. */
  readonly suffix: string;
  /** A copy of this database, to which nobody is connected. Not template1: somebody's additions to it would be there. */
  readonly template?: string;
}

/**
 * Makes a database, empty unless said otherwise. The lock is taken first, and held by `admin` as long as the database is wanted: whoever finds
 * a database of this name whose lock is free knows that its owner is dead, without any clock.
 */
export async function makeShadowDatabase(
  admin: SqlSession,
  { suffix, template = "template0" }: NewShadow,
): Promise<string> {
  const database = `${PREFIX}${suffix}`;
  const [answer] = await admin.run(
    sql`select pg_catalog.pg_advisory_lock(${lockOf(database)}), pg_catalog.current_setting('fsync') as fsync`,
  );
  // Since 15 a new database is written to the log block by block, to spare others a checkpoint. Without fsync a
  // checkpoint costs nothing, and a copy of the files takes a sixth of the time.
  const copies = answer?.rows[0]?.fsync === "off" && Number.parseInt(admin.serverVersion, 10) >= 15;
  const how = copies ? sql` strategy file_copy` : sql``;
  await untilFree(() => admin.run(sql`create database ${name(database)} template ${name(template)}${how}`));
  return database;
}

const PATIENCE_MS = 10_000;
const AGAIN_MS = 20;

/** A session that was closed a moment ago may still be leaving the template (55006, object_in_use). */
async function untilFree(work: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (
        !(error instanceof DriverError) ||
        error.code !== "55006" ||
        performance.now() - start > PATIENCE_MS
      )
        throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

export async function dropShadowDatabase(admin: SqlSession, database: string): Promise<void> {
  try {
    await drop(admin, database);
  } finally {
    await admin.run(sql`select pg_catalog.pg_advisory_unlock(${lockOf(database)})`);
  }
}

/** Drops what dead owners left behind; two who do so at once do not meet. Not allowed to is not our concern. */
export async function dropOrphans(admin: SqlSession): Promise<void> {
  const [answer] = await admin.run(
    sql`select datname as name from pg_catalog.pg_database where datname like ${literal(`${PREFIX.replaceAll("_", "\\_")}%`)}
and pg_catalog.pg_has_role(datdba, 'usage') order by datname`,
  );
  for (const row of answer?.rows ?? []) {
    const database = row.name ?? "";
    const [got] = await admin.run(sql`select pg_catalog.pg_try_advisory_lock(${lockOf(database)}) as got`);
    if (got?.rows[0]?.got !== "t") continue;
    try {
      await dropShadowDatabase(admin, database);
    } catch (error) {
      // Somebody else dropped it between our look and our lock, or an administrator works in it.
      if (!(error instanceof DriverError) || !/^(?:3D000|55006|42501)$/.test(error.code)) throw error;
    }
  }
}

function lockOf(database: string): Sql {
  return sql`pg_catalog.hashtextextended(${literal(database)}, 0)`;
}

/** `with (force)` came with 13. */
async function drop(admin: SqlSession, database: string): Promise<void> {
  await admin.run(
    sql`select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity where datname = ${literal(database)}`,
  );
  const force = Number.parseInt(admin.serverVersion, 10) >= 13 ? sql` with (force)` : sql``;
  await admin.run(sql`drop database ${name(database)}${force}`);
}
