// The lock, held: a heartbeat keeps the lease, and everything that writes goes through here.
import { DriverError } from "../core/driver-error.ts";
import type { Held, JointTransaction, LockOptions, RecordChange, Work, WorkOrder } from "../core/engine.ts";
import { GodwitError, type Location } from "../core/errors.ts";
import { type Backoff, backoff } from "../core/retry.ts";
import type { Program } from "../core/step.ts";
import { bookkeeping, type Ledger } from "./bookkeeping.ts";
import { applicationName, lookAround, openSession, watchForOurDeath } from "./connection.ts";
import type { Holder, Worker } from "./holder.ts";
import { PostgresJointTransaction } from "./joint-transaction.ts";
import { beat, releaseLease } from "./lease.ts";
import { type LockContext, own, releaseAdvisory } from "./lock.ts";
import { endOrphans } from "./orphans.ts";
import { serverError } from "./server-error.ts";
import type { SqlDriver, SqlSession } from "./session.ts";
import { join, literal, name, sql } from "./sql.ts";
import { lockLost, verdictOf } from "./verdict.ts";
import { PostgresWork } from "./work.ts";

/** How long the history's own tables may be locked by somebody else. */
const RECORD_PATIENCE_MS = 60_000;

export interface HeldOptions {
  readonly context: LockContext;
  readonly driver: SqlDriver;
  readonly lock: LockOptions;
  readonly fence: bigint;
  readonly role: string | undefined;
  readonly signal: AbortSignal | undefined;
}

export class PostgresHeld implements Held, Holder {
  readonly #options: HeldOptions;
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #lastBeat = now();
  #beating: Promise<void> | undefined;
  #worker: Promise<Worker> | undefined;
  #direct: Promise<Worker> | undefined;

  constructor(options: HeldOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#beat(), options.lock.leaseMs / 3).unref();
    const { session } = options.context;
    session.lost.addEventListener("abort", () => this.#lose(connectionLost()), { once: true });
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  get fence(): string {
    return String(this.#options.fence);
  }

  get ledger(): Ledger {
    const { context, fence, lock } = this.#options;
    return {
      tables: context.tables,
      run: context.run,
      fence: literal(fence),
      unrecorded: lock.unrecorded === true,
    };
  }

  get observer(): SqlSession {
    return this.#options.context.session;
  }

  get role(): string | undefined {
    return this.#options.role;
  }

  async admit({ parts }: Program): Promise<void> {
    const alone = parts.find(({ atomic }) => !atomic);
    if (!alone || this.#options.driver.direct) return;
    const worker = await this.worker().catch((error: unknown) => {
      throw serverError(error, "open a session to work on");
    });
    if (worker.pooled) throw pooledOnly(alone.steps[0]?.at);
  }

  work(order: WorkOrder): Work {
    return new PostgresWork(this, order);
  }

  join(): JointTransaction {
    return new PostgresJointTransaction(this);
  }

  async record(changes: readonly RecordChange[]): Promise<void> {
    await this.insist();
    const pieces = changes.flatMap((change) => bookkeeping(this.ledger, change));
    const batch = join(
      pieces.map((piece) => piece.sql),
      sql`;\n`,
    );
    const retry = backoff({
      budgetMs: RECORD_PATIENCE_MS,
      now: () => performance.now(),
      random: Math.random,
    });
    for (;;) {
      try {
        await own(this.observer, batch);
        return;
      } catch (error) {
        await this.#again(error, retry);
      }
    }
  }

  /** What was done must get into the history: locked tables are waited for. Throws when it cannot be written. */
  async #again(error: unknown, retry: Backoff): Promise<void> {
    if (!(error instanceof DriverError)) throw error;
    const verdict = verdictOf(error, { users: false, ownBlock: false, fence: true });
    if (verdict.do === "lost") {
      this.#lose(verdict.error);
      throw verdict.error;
    }
    const delayMs = verdict.do === "retry" ? retry.next() : null;
    if (delayMs === null) {
      throw new GodwitError("SERVER_ERROR", `cannot write the history: ${error.message}`, {
        cause: error,
        database: { code: error.code },
      });
    }
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    await this.insist();
  }

  // Beats first when the last beat is dangerously old: the process may have slept past its lease.
  async insist(): Promise<void> {
    if (now() - this.#lastBeat > this.#options.lock.leaseMs * 0.8) await this.#beat();
    if (this.lost.aborted) throw this.lost.reason;
  }

  worker(): Promise<Worker> {
    this.#worker ??= this.#open(this.#options.driver);
    return this.#worker;
  }

  async direct(): Promise<Worker> {
    const worker = await this.worker();
    if (!worker.pooled) return worker;
    const { direct } = this.#options.driver;
    if (!direct) throw pooledOnly();
    this.#direct ??= this.#open(direct);
    return this.#direct;
  }

  async release(): Promise<void> {
    clearInterval(this.#timer);
    const opened = await Promise.allSettled([this.#worker, this.#direct]);
    let orphaned = false;
    for (const result of opened) {
      if (result.status === "rejected" || !result.value) continue;
      const { session } = result.value;
      orphaned ||= session.lost.aborted;
      await session.close();
    }
    if (this.lost.aborted) return;
    const { context } = this.#options;
    const { pooled } = context.surroundings;
    // A connection that broke may have left its statement running: nobody may start before that has ended.
    if (orphaned) await endOrphans(context.session, { runId: context.run.runId, pooled });
    await own(context.session, releaseLease(context.tables, context.run.runId));
    if (!pooled) await releaseAdvisory(context);
  }

  async #open(driver: SqlDriver): Promise<Worker> {
    const { context, role, signal } = this.#options;
    const { run, surroundings } = context;
    const name = applicationName(run.runId);
    const session = await openSession(driver, { name, patienceMs: PATIENCE_MS, signal });
    const { backendPid, pooled } = await lookAround(session);
    if (role !== undefined) {
      await insistOnRole(session, role).catch(async (error: unknown) => {
        await session.close();
        throw error;
      });
    }
    const settings = pooled ? [] : await watchForOurDeath(session, surroundings.version);
    return { session, backendPid, pooled, settings, dirty: false, prepared: pooled ? "never" : "no" };
  }

  #beat(): Promise<void> {
    this.#beating ??= this.#beatOnce().finally(() => {
      this.#beating = undefined;
    });
    return this.#beating;
  }

  /** A network that swallows everything reports nothing: silence for as long as the lease counts as a loss. */
  async #beatOnce(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#options.lock.leaseMs).unref();
    }).then(() => this.#lose(connectionLost()));
    await Promise.race([this.#sendBeat(), silence]);
    clearTimeout(timer);
  }

  async #sendBeat(): Promise<void> {
    const { session, tables, run } = this.#options.context;
    try {
      const [answer] = await session.run(beat(tables, run.runId));
      if (answer?.rows.length === 1) this.#lastBeat = now();
      else this.#lose(lockLost());
    } catch (cause) {
      // One missed beat is no loss yet: the next may succeed, and the fence decides in the end.
      if (session.lost.aborted) this.#lose(connectionLost(cause));
    }
  }

  #lose(error: GodwitError): void {
    clearInterval(this.#timer);
    if (!this.lost.aborted) this.#lost.abort(error);
  }
}

/** How long a full server is asked again for a session to work on. */
const PATIENCE_MS = 30_000;

/** Said before a migration begins: it is not the file's fault. */
async function insistOnRole(session: SqlSession, role: string): Promise<void> {
  try {
    await session.run(sql`begin; set local role ${name(role)}; rollback`);
  } catch (cause) {
    if (!(cause instanceof DriverError)) throw cause;
    await session.run(sql`rollback`).catch(() => undefined);
    throw new GodwitError("RIGHTS", `may not become the role "${role}": ${cause.message}`, {
      cause,
      database: { code: cause.code },
      hint: `create it or grant it to the migrating user, or correct the setting \`role\`; \`godwit config\` shows its origin`,
    });
  }
}

/** The monotonic clock may stop while a machine is frozen and the wall clock may be set: the later one counts. */
function now(): number {
  return Math.max(performance.now(), Date.now() - performance.timeOrigin);
}

function pooledOnly(at?: Location): GodwitError {
  return new GodwitError(
    "POOLED",
    "this statement cannot run in a transaction, and the connection goes through a pooler",
    at ? { at } : {},
  );
}

function connectionLost(cause?: unknown): GodwitError {
  return new GodwitError("CONNECTION_LOST", "the connection that holds the lock was lost", { cause });
}
