// Opening sessions: what the server is, whether a pooler stands between, and patience when it is full.

import { DriverError } from "../core/driver-error.ts";
import { GodwitError } from "../core/errors.ts";
import { backoff } from "../core/retry.ts";
import type { SqlDriver, SqlSession } from "./session.ts";
import { type Sql, sql } from "./sql.ts";

export interface Surroundings {
  /** `server_version_num`, such as 180004. */
  readonly version: number;
  readonly versionText: string;
  readonly backendPid: number;
  /** The session is not ours alone: SET leaks, advisory locks do not hold (ruling 7). */
  readonly pooled: boolean;
  readonly inRecovery: boolean;
  readonly user: string;
  readonly database: string;
}

/** Other sessions see our runs by this name: it is how orphans are found (ruling 2). */
export function applicationName(runId: string): string {
  return `godwit/${runId}`;
}

export interface Patience {
  /** Application name. */
  readonly name: string;
  readonly patienceMs: number;
  readonly signal: AbortSignal | undefined;
  /** Whoever wanted the session has gone. */
  readonly isClosed?: () => boolean;
}

/** Connects; a server that is full, slow or still starting is asked again for up to `patienceMs`. */
export async function openSession(
  driver: SqlDriver,
  { name, patienceMs, signal, isClosed }: Patience,
): Promise<SqlSession> {
  const retry = backoff({
    budgetMs: patienceMs,
    firstMs: 200,
    longestMs: 1_000,
    now: () => performance.now(),
    random: Math.random,
  });
  for (;;) {
    try {
      return await driver.connect(name);
    } catch (error) {
      if (!(error instanceof DriverError)) throw error;
      if (signal?.aborted || isClosed?.())
        throw new GodwitError("CANCELLED", "cancelled while waiting for a free connection");
      const delay = retry.next();
      if (delay === null) {
        throw new GodwitError("CONNECT", `${driver.host}: ${error.message}`, {
          cause: error,
          hint: "wait until a connection is free, then run the command again",
          database: { code: error.code },
        });
      }
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
}

export async function lookAround(session: SqlSession): Promise<Surroundings> {
  const [answer] = await session.run(sql`select current_setting('server_version_num') as version,
  current_setting('server_version') as version_text, pg_catalog.pg_backend_pid() as pid,
  pg_catalog.pg_is_in_recovery() as recovery, session_user as "user", current_database() as database`);
  const row = answer?.rows[0] ?? {};
  const backendPid = Number(row.pid);
  return {
    version: Number(row.version),
    versionText: row.version_text ?? "",
    backendPid,
    pooled: backendPid !== session.startupPid,
    inRecovery: row.recovery === "t",
    user: row.user ?? "",
    database: row.database ?? "",
  };
}

/** Refuses servers that a migration cannot or must not run on. */
export function insistOnPrimary({ version, versionText, inRecovery }: Surroundings): void {
  if (version < 120000) {
    throw new GodwitError("SERVER_VERSION", `PostgreSQL ${versionText} is older than 12`);
  }
  if (inRecovery)
    throw new GodwitError("RECOVERY", "the server is in recovery: a standby cannot be migrated");
}

/**
 * Makes the server notice when we are gone while it works for us. Answers what has to be said again after a
 * `reset all`; empty where the platform cannot.
 */
export async function watchForOurDeath(session: SqlSession, version: number): Promise<readonly Sql[]> {
  const settings = [sql`set tcp_keepalives_idle = 30`, sql`set tcp_keepalives_interval = 10`];
  if (version >= 140000) settings.push(sql`set client_connection_check_interval = '10s'`);
  const accepted: Sql[] = [];
  for (const setting of settings) {
    try {
      await session.run(setting);
      accepted.push(setting);
    } catch (error) {
      if (!(error instanceof DriverError) || error.code === "LOST") throw error;
    }
  }
  return accepted;
}
