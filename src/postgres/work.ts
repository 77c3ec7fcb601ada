// Runs the parts of one migration: batches with their progress, single statements, verify scripts.
import { DriverError } from "../core/driver-error.ts";
import type {
  Effect,
  EffectLook,
  Parcel,
  RecordChange,
  TestResult,
  Work,
  WorkOrder,
} from "../core/engine.ts";
import { StepError } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Part, Step } from "../core/step.ts";
import { watchBlockers } from "./blockers.ts";
import {
  begin,
  bookkeeping,
  closing,
  commit,
  localLockTimeout,
  ownGround,
  preparing,
  rollback,
} from "./bookkeeping.ts";
import { failing } from "./checks.ts";
import { applicationName } from "./connection.ts";
import { effectOf, observe } from "./effects.ts";
import { byName, inFull } from "./form.ts";
import type { Holder, Worker } from "./holder.ts";
import { keepCancelling } from "./keep-cancelling.ts";
import { type Observed, type Operation, operationOf, type StatementOperation } from "./operation.ts";
import { aloneIn, clearing, isRolledBack, leavesTraces, NOTHING, opened } from "./part-form.ts";
import { type Piece, PieceError, pieceOf, type Run, send } from "./pieces.ts";
import { SessionState } from "./session-state.ts";
import { sql } from "./sql.ts";
import { stepFailure } from "./step-failure.ts";
import { StepWatch } from "./step-watch.ts";
import { verdictOf } from "./verdict.ts";

export class PostgresWork implements Work {
  readonly #held: Holder;
  readonly #order: WorkOrder;
  readonly #state: SessionState;
  /** Sessions that are free of what earlier migrations left. */
  readonly #clean = new Set<Worker>();
  readonly #watch: StepWatch | undefined;

  constructor(held: Holder, order: WorkOrder) {
    this.#held = held;
    this.#order = order;
    this.#watch = order.observe && new StepWatch(order.observe);
    this.#state = new SessionState({
      role: held.role,
      replay: order.replay,
      lockTimeoutMs: order.lockTimeoutMs,
      statementTimeoutMs: order.statementTimeoutMs,
      applicationName: applicationName(held.ledger.run.runId),
    });
  }

  async together(part: Part, after: RecordChange | null, checks: readonly Step[] = []): Promise<void> {
    const worker = await this.#ready(() => this.#held.worker());
    const close = part.close === undefined ? commit : pieceOf(part.close as Operation);
    const before = [
      ...opened(part),
      ...this.#state.opening(worker),
      this.#lockTimeout(),
      ...(this.#watch?.beginning() ?? []),
    ];
    const { ledger } = this.#held;
    // What a statement that does more than it shows may have taken away is not relied on.
    const traces = part.steps.some(leavesTraces);
    const say =
      traces || worker.dirty || worker.prepared === "no" || worker.prepared === "never" ? inFull : byName;
    const ending = after === null ? [] : closing(ledger, after, say);
    const last = [...ending, ...this.#state.leaving(worker), close];
    await this.#guarded(worker, part, async (run) => {
      if (say === byName && worker.prepared === "not-yet") {
        await run(preparing(ledger));
        worker.prepared = "yes";
      }
      if (operationOf(part.steps[0] as Step)?.type === "module") {
        await run(before);
        await this.#module(worker, part);
        if (this.#watch) await run([this.#watch.after(part.first, operationOf(part.steps[0] as Step))]);
        await run(last);
        return;
      }
      const users = this.#users(part);
      if (checks.length === 0) {
        await run(chain(before, users, last));
        return;
      }
      await run(chain(before, users));
      await this.#check(checks, run);
      await run(last);
    });
    // What is rolled back takes the settings with it that were said at its beginning.
    if (!isRolledBack(part)) this.#state.entered(part.steps, worker);
    if (traces) worker.dirty = true;
    else if (worker.prepared === "no") worker.prepared = "not-yet";
  }

  async announce(step: Step, change: RecordChange): Promise<void> {
    const operation = operationOf(step);
    let seen: Observed = {};
    if (operation.type === "statement") {
      const worker = await this.#enter(step);
      await this.#guarded(worker, aloneIn(step), async () => {
        seen = await observe(operation, worker.session);
      });
    }
    await this.record({ ...change, log: { ...change.log, details: { ...change.log.details, ...seen } } });
  }

  async alone(step: Step, index: number): Promise<void> {
    const worker = await this.#enter(step);
    const part = aloneIn(step, index);
    await this.#guarded(worker, part, async () => {
      if (operationOf(step).type === "module") await this.#module(worker, part);
      // The caller narrates it.
      else await send(this.#pieces(step, index).slice(0, 1), { session: worker.session });
    });
    if (leavesTraces(step)) worker.dirty = true;
  }

  async effect(step: Step, look: EffectLook): Promise<Effect> {
    const operation = operationOf(step);
    if (operation.type === "module") return { took: "unknown", how: "what it did cannot be read back" };
    const worker = await this.#enter(step);
    let effect: Effect | undefined;
    await this.#guarded(worker, aloneIn(step), async () => {
      effect = await effectOf(operation, worker.session, look);
    });
    return effect as Effect;
  }

  /** The session for statements outside transactions, in the state that the file's earlier statements made. */
  async #enter(step: Step): Promise<Worker> {
    const worker = await this.#ready(() => this.#held.direct());
    const operation = operationOf(step);
    const entering = [
      ...this.#state.opening(worker),
      this.#state.aloneTimeout(operation.type === "statement" ? operation : undefined, this.#order),
    ];
    await this.#guarded(worker, aloneIn(step), async () => {
      await send(entering, { session: worker.session });
    });
    this.#state.entered([], worker);
    return worker;
  }

  async record(change: RecordChange): Promise<void> {
    try {
      await this.#held.record([change]);
    } catch (error) {
      throw stepFailure(error, NOTHING, this.#held);
    }
  }

  async test(steps: readonly Step[]): Promise<TestResult> {
    const worker = await this.#ready(() => this.#held.worker());
    const part: Part = { atomic: true, first: -1, steps };
    let result: TestResult = { ok: true };
    await this.#guarded(worker, part, async (run) => {
      await run([begin, ...this.#state.opening(worker), this.#lockTimeout()]);
      result = await failing(steps, run);
      await run([rollback]);
    });
    return result;
  }

  /** Runs a whole migration inside a transaction that it shares; `begins` it when it is the first. */
  async inside({ requires, part, checks }: Parcel, begins: boolean): Promise<TestResult> {
    const worker = begins ? await this.#ready(() => this.#held.worker()) : await this.#held.worker();
    const steps = part?.steps ?? [];
    let required: TestResult = { ok: true };
    await this.#guarded(worker, part ?? NOTHING, async (run) => {
      await run([...(begins ? [begin] : []), ...this.#state.opening(worker), this.#lockTimeout()]);
      required = await failing(requires, run);
      if (!required.ok) return void (await run([rollback]));
      const [first] = steps;
      if (first && operationOf(first).type === "module") await this.#module(worker, part as Part);
      else if (part) await run(this.#users(part));
      await this.#check(checks, run);
      await run([...this.#state.leaving(worker), ...(steps.some(leavesTraces) ? clearing : [])]);
    });
    if (steps.some(leavesTraces)) worker.dirty = true;
    return required;
  }

  /** Ends the shared transaction: history and log of all its migrations, then the commit. */
  async conclude(changes: readonly RecordChange[]): Promise<void> {
    const worker = await this.#held.worker();
    const records = changes.flatMap((change) => bookkeeping(this.#held.ledger, change));
    await this.#guarded(worker, NOTHING, async (run) => {
      await run([...ownGround, ...records, commit]);
    });
  }

  /** Throws VERIFY_FAILED inside the transaction, so that it is rolled back. Leaves nothing behind. */
  async #check(checks: readonly Step[], run: Run): Promise<void> {
    if (checks.length === 0) return;
    await run([{ sql: sql`savepoint godwit_verify` }]);
    const result = await failing(checks, run);
    if (!result.ok) {
      const { message, at, database } = result;
      throw new GodwitError(
        "VERIFY_FAILED",
        `the verify script of ${this.#order.migration.name}: ${message}`,
        {
          at,
          ...(database ? { database } : {}),
        },
      );
    }
    // A verify script looks; what it did nevertheless is not part of the migration.
    await run([{ sql: sql`rollback to godwit_verify` }, { sql: sql`release godwit_verify` }]);
  }

  async #ready(open: () => Promise<Worker>): Promise<Worker> {
    await this.#held.insist();
    if (this.#order.signal.aborted) throw new GodwitError("CANCELLED", "the run was cancelled");
    try {
      const worker = await open();
      if (worker.dirty && !worker.pooled && !this.#clean.has(worker)) {
        await worker.session.run(sql`discard all`);
        worker.dirty = false;
        if (worker.prepared !== "never") worker.prepared = "no";
      }
      this.#clean.add(worker);
      return worker;
    } catch (cause) {
      if (!(cause instanceof DriverError)) throw cause;
      const verdict = verdictOf(cause, { users: false, ownBlock: false, fence: false });
      throw new StepError(-1, cause.message, { verdict, cause, database: { code: cause.code } });
    }
  }

  async #module(worker: Worker, part: Part): Promise<void> {
    const { runModule } = await import("./module-run.ts");
    await runModule({
      operation: operationOf(part.steps[0] as Step),
      session: worker.session,
      order: this.#order,
    });
  }

  #lockTimeout(): Piece {
    return localLockTimeout(this.#state.lockTimeoutMs);
  }

  /** Made as they are sent: a part may hold hundreds of thousands. */
  *#users({ steps, first }: Part): Generator<Piece> {
    for (const [index, step] of steps.entries()) {
      yield* this.#pieces(step, first + index);
      if (this.#watch) yield this.#watch.after(first + index, operationOf(step));
    }
  }

  /** A user's statement, and after it what must be said again because of it. */
  #pieces(step: Step, index: number): Piece[] {
    const operation = operationOf(step) as StatementOperation;
    return [{ ...pieceOf(operation), step: index }, ...this.#state.after(operation)];
  }

  /** Runs with blockers watched and cancel wired; rolls back and translates when it throws. */
  async #guarded(worker: Worker, part: Part, work: (run: Run) => Promise<void>): Promise<void> {
    const { signal, report, migration } = this.#order;
    const { session } = worker;
    const unwatch = watchBlockers({
      observer: this.#held.observer,
      pid: worker.backendPid,
      onBlocked: this.#order.onBlocked,
    });
    const stop = AbortSignal.any([signal, this.#held.lost]);
    const cancel = keepCancelling(session);
    stop.addEventListener("abort", cancel.start, { once: true });
    session.listen((notice) => report({ type: "notice", ...migration, ...notice }));
    const run: Run = (pieces) => {
      if (stop.aborted)
        throw this.#held.lost.aborted
          ? this.#held.lost.reason
          : new GodwitError("CANCELLED", "the run was cancelled");
      return send(pieces, { session, ...this.#progress(part) });
    };
    try {
      await work(run);
    } catch (error) {
      await this.#rollBack(worker);
      // A trigger, say, has taken our prepared statements away: the next try does without.
      if (isStatementGone(error)) worker.prepared = "never";
      throw stepFailure(error, part, this.#held);
    } finally {
      unwatch();
      session.listen(null);
      stop.removeEventListener("abort", cancel.start);
      cancel.end();
    }
  }

  #progress(part: Part): Pick<Parameters<typeof send>[1], "onStart" | "onDone"> {
    const { report, migration, steps } = this.#order;
    const about = { version: migration.version, name: migration.name };
    return {
      onStart: ({ step }) => {
        const found = step === undefined ? undefined : part.steps[step - part.first];
        if (step === undefined || !found) return;
        report({
          type: "step-started",
          ...about,
          step,
          steps,
          text: found.text,
          at: found.at,
        });
      },
      onDone: ({ step }) => {
        if (step !== undefined) report({ type: "step-finished", ...about, step, steps });
      },
    };
  }

  async #rollBack({ session }: Worker): Promise<void> {
    if (session.lost.aborted) return;
    // Outside a transaction the server warns that there is none: nothing to tell anybody.
    session.listen(null);
    await session.run(sql`rollback`).catch(() => undefined);
  }
}

function* chain(...lists: readonly Iterable<Piece>[]): Generator<Piece> {
  for (const list of lists) yield* list;
}

/** invalid_sql_statement_name, of one of our own statements. */
function isStatementGone(error: unknown): boolean {
  return error instanceof PieceError && error.at.piece?.step === undefined && error.cause.code === "26000";
}
