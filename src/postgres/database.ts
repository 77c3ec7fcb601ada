// An opened PostgreSQL database: what it remembers, who holds its lock, and how to take it.
import { DriverError } from "../core/driver-error.ts";
import type {
  Database,
  DatabaseIdentity,
  Examination,
  LockAttempt,
  LockHolder,
  LockOptions,
  OpenOptions,
} from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { ChainState, HistoryState, LeaseState, LogLine } from "../core/history.ts";
import { RESERVED_VERSION } from "../core/version.ts";
import { bookkeeping } from "./bookkeeping.ts";
import {
  applicationName,
  insistOnPrimary,
  lookAround,
  openSession,
  type Surroundings,
} from "./connection.ts";
import { examine } from "./examine.ts";
import { ownsHistory } from "./foreign.ts";
import { grantsFor } from "./grants.ts";
import { PostgresHeld } from "./held.ts";
import { LAYOUT, layoutOf, readState, recordsOf, type Tables } from "./history.ts";
import { leaseOf } from "./lease.ts";
import { currentLease, ensureTables, LeaseWatch, type LockContext, own, tryTake } from "./lock.ts";
import { chainOf, lineOf, readLog, verifyChain } from "./log.ts";
import { endOrphans } from "./orphans.ts";
import { serverError } from "./server-error.ts";
import type { SqlAnswer, SqlDriver, SqlSession } from "./session.ts";
import { join, literal, type Sql, sql } from "./sql.ts";

export interface DatabaseOptions extends OpenOptions {
  readonly driver: SqlDriver;
  readonly tables: Tables;
  readonly role: string | undefined;
  /** How long a full or starting server is asked again. */
  readonly patienceMs: number;
  /** Told once connected: what the server may accept depends on it. */
  readonly onVersion: (serverVersion: string) => void;
}

interface UnlockOptions {
  readonly force: boolean;
  readonly reason: string;
}

export class PostgresDatabase implements Database {
  readonly #options: DatabaseOptions;
  readonly #watch = new LeaseWatch();
  #session: Promise<SqlSession> | undefined;
  #connected = false;
  #closed = false;
  /** Read ahead. */
  #first: Promise<HistoryState> | undefined;
  #surroundings: Surroundings | undefined;
  #layout = 0;

  constructor(options: DatabaseOptions) {
    this.#options = options;
  }

  async identify(): Promise<DatabaseIdentity> {
    const { serverVersion } = await this.#open();
    const { driver } = this.#options;
    return { engine: "postgres", name: driver.database, host: driver.host, version: serverVersion };
  }

  ahead(): void {
    this.#first = this.#readHistory();
    this.#first.catch(() => undefined);
  }

  history(): Promise<HistoryState> {
    const first = this.#first;
    this.#first = undefined;
    return first ?? this.#readHistory();
  }

  async #readHistory(): Promise<HistoryState> {
    const { tables } = this.#options;
    const session = await this.#open();
    const answer = await this.#readState(session);
    if (!answer) return { layout: 0, records: [], lease: null };
    const records = (answer[0]?.rows ?? []).flatMap(recordsOf);
    this.#layout = insistOnLayout(
      records.find((record) => record.version === RESERVED_VERSION)?.description,
      tables,
    );
    const lease = answer[1]?.rows[0];
    return { layout: this.#layout, records, lease: lease ? leaseOf(lease) : null };
  }

  /** Null where there is no history. */
  async #readState(session: SqlSession): Promise<SqlAnswer | null> {
    const { tables } = this.#options;
    for (let again = false; ; again = true) {
      try {
        return await session.run(readState(tables));
      } catch (error) {
        if (!(error instanceof DriverError) || !/^(42P01|3F000|42703)$/.test(error.code))
          throw serverError(error, "read the history");
        if (!(await this.#ownsHistory(session))) return null;
        // Another run may have made the tables a moment ago, between the two looks.
        if (!again) continue;
        throw new GodwitError(
          "HISTORY_TAMPERED",
          `the tables beside ${tables.schema}.${tables.table} are missing or altered: ${error.message}`,
          { cause: error },
        );
      }
    }
  }

  async #ownsHistory(session: SqlSession): Promise<boolean> {
    try {
      return await ownsHistory(session, this.#options.tables);
    } catch (error) {
      throw serverError(error, "look for the history");
    }
  }

  async log(limit: number, version?: string): Promise<readonly LogLine[]> {
    if (!(await this.#hasHistory())) return [];
    const [answer] = await this.#run(readLog(this.#options.tables, limit, version), "read the log");
    return (answer?.rows ?? []).map(lineOf);
  }

  async verifyLog(): Promise<ChainState> {
    if (!(await this.#hasHistory())) return { lines: 0, head: null, brokenAt: null };
    const [answer] = await this.#run(verifyChain(this.#options.tables), "verify the log");
    return chainOf(answer?.rows[0]);
  }

  async tryLock(lock: LockOptions): Promise<LockAttempt> {
    const context = await this.#context();
    insistOnPrimary(context.surroundings);
    try {
      if (this.#layout === 0 && (await this.history()).layout === 0) {
        await ensureTables(context);
        this.#layout = LAYOUT;
      }
      const result = await tryTake(context, this.#watch, lock);
      if (!("taken" in result)) return result;
      const { driver, role, signal } = this.#options;
      const held = new PostgresHeld({ context, driver, lock, fence: result.taken.fence, role, signal });
      const { from } = result.taken;
      if (from) await this.#tellTakeOver(held, from);
      return { held };
    } catch (error) {
      throw serverError(error, "take the lock");
    }
  }

  async unlock(options: UnlockOptions): Promise<LockHolder | null> {
    try {
      return await this.#unlock(options);
    } catch (error) {
      throw serverError(error, "free the lock");
    }
  }

  async #unlock({ force, reason }: UnlockOptions): Promise<LockHolder | null> {
    const context = await this.#context();
    if (!(await this.#hasHistory())) return null;
    const lease = await currentLease(context.session, context.tables);
    if (!lease.held) return null;
    if (!force && (await isAlive(context, lease.runId))) {
      throw new GodwitError(
        "STILL_HELD",
        `the run of ${lease.who} on ${lease.host} (process ${lease.pid}) is alive`,
        {
          hint: "wait for it, or end it with `godwit unlock --force`",
        },
      );
    }
    await endOrphans(context.session, { runId: lease.runId, pooled: context.surroundings.pooled });
    const { run } = this.#options;
    const { tables } = context;
    await own(
      context.session,
      join(
        [
          sql`update ${tables.lock} set held = false, beat = beat + 1 where id = 'lease' and run_id = ${literal(lease.runId)}`,
          sql`update ${tables.lock} set fence = fence + 1 where id = 'fence'`,
          ...bookkeeping(
            { tables, run, fence: literal(0) },
            {
              log: {
                event: "unlocked",
                version: null,
                name: null,
                reason,
                details: { from: lease.runId, host: lease.host, pid: lease.pid },
              },
            },
          )
            .slice(1)
            .map((piece) => piece.sql),
        ],
        sql`;\n`,
      ),
    );
    return lease;
  }

  async examine(): Promise<readonly Examination[]> {
    try {
      return await examine(await this.#context(), this.#options.driver, this.#options.role);
    } catch (error) {
      throw serverError(error, "examine the database");
    }
  }

  async grants(): Promise<string> {
    return grantsFor(this.#options.tables, await this.#around());
  }

  async close(): Promise<void> {
    this.#closed = true;
    const closing = this.#session?.then((session) => session.close()).catch(() => undefined);
    // Nobody has asked for a connection that is still being made: it ends by itself.
    if (this.#connected) await closing;
  }

  async #hasHistory(): Promise<boolean> {
    return this.#layout > 0 || (await this.history()).layout > 0;
  }

  async #tellTakeOver(held: PostgresHeld, { runId, who, host, pid }: LeaseState): Promise<void> {
    const details = { from: runId, host, pid };
    try {
      await held.record([{ log: { event: "taken-over", version: null, name: null, details } }]);
    } catch (error) {
      // Whoever does not get to know that it has the lock cannot give it back.
      await held.release().catch(() => undefined);
      throw error;
    }
    const holder = `${who} on ${host}, process ${pid}`;
    this.#options.report({ type: "lock-taken-over", holder, why: "it no longer runs" });
  }

  #open(): Promise<SqlSession> {
    const { driver, run, patienceMs, signal, onVersion } = this.#options;
    const isClosed = (): boolean => this.#closed;
    const name = applicationName(run.runId);
    this.#session ??= openSession(driver, { name, patienceMs, signal, isClosed }).then((session) => {
      this.#connected = true;
      onVersion(session.serverVersion);
      return session;
    });
    return this.#session;
  }

  async #around(): Promise<Surroundings> {
    try {
      this.#surroundings ??= await lookAround(await this.#open());
      return this.#surroundings;
    } catch (error) {
      throw serverError(error, "look at the server");
    }
  }

  async #context(): Promise<LockContext> {
    const { tables, run } = this.#options;
    const surroundings = await this.#around();
    return { tables, run, session: await this.#open(), surroundings };
  }

  async #run(statement: Sql, purpose: string): Promise<SqlAnswer> {
    try {
      return await (await this.#open()).run(statement);
    } catch (error) {
      throw serverError(error, purpose);
    }
  }
}

function insistOnLayout(description: string | null | undefined, tables: Tables): number {
  const layout = layoutOf(description ?? null);
  if (layout === null) {
    throw new GodwitError(
      "HISTORY_TAMPERED",
      `version 000 of ${tables.schema}.${tables.table} is missing or altered`,
      {
        hint: "restore the row from a backup: it says which layout the history has",
      },
    );
  }
  if (layout > LAYOUT) {
    throw new GodwitError("LAYOUT_NEWER", `the history has layout ${layout}; this Godwit knows ${LAYOUT}`);
  }
  return layout;
}

async function isAlive({ session, surroundings, tables }: LockContext, runId: string): Promise<boolean> {
  if (surroundings.pooled) {
    // Both times are the database's own: our clock may be another.
    const [answer] = await session.run(sql`select from ${tables.lock} where id = 'lease'
      and clock_timestamp() - last_beat < lease_ms * interval '1 millisecond'`);
    return answer?.rows.length === 1;
  }
  const [answer] = await session.run(sql`select pg_catalog.pg_try_advisory_lock(${tables.runKey}) as got`);
  if (answer?.rows[0]?.got !== "t") return true;
  await session.run(sql`select pg_catalog.pg_advisory_unlock(${tables.runKey})`);
  const lease = await currentLease(session, tables);
  return lease.runId !== runId;
}
