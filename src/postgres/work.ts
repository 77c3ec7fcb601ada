// Runs the parts of one migration: batches with their progress, single statements, verify scripts.
import { DriverError } from "../core/driver-error.ts";
import type { Effect, RecordChange, TestResult, Work, WorkOrder } from "../core/engine.ts";
import { StepError } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Part, Step } from "../core/step.ts";
import { watchBlockers } from "./blockers.ts";
import {
  begin,
  bookkeeping,
  commit,
  neutralGround,
  OWN_LOCK_TIMEOUT_MS,
  rollback,
  timeouts,
} from "./bookkeeping.ts";
import { applicationName } from "./connection.ts";
import { effectOf, observe } from "./effects.ts";
import type { Holder, Worker } from "./holder.ts";
import { keepCancelling } from "./keep-cancelling.ts";
import { type Observed, type Operation, operationOf, type StatementOperation } from "./operation.ts";
import { type Piece, PieceError, send } from "./pieces.ts";
import type { SqlAnswer } from "./session.ts";
import { SessionState } from "./session-state.ts";
import { sql, verbatim } from "./sql.ts";
import { verdictOf } from "./verdict.ts";

export class PostgresWork implements Work {
  readonly #held: Holder;
  readonly #order: WorkOrder;
  readonly #state: SessionState;
  /** Sessions that are free of what earlier migrations left. */
  readonly #clean = new Set<Worker>();

  constructor(held: Holder, order: WorkOrder) {
    this.#held = held;
    this.#order = order;
    this.#state = new SessionState({
      role: held.role,
      replay: order.replay,
      lockTimeoutMs: order.lockTimeoutMs,
      applicationName: applicationName(held.ledger.run.runId),
    });
  }

  async together(part: Part, after: RecordChange | null, checks: readonly Step[] = []): Promise<void> {
    const worker = await this.#ready(() => this.#held.worker());
    this.#state.expect(part.steps);
    const open = part.open === undefined ? begin : piece(part.open as Operation);
    const close = part.close === undefined ? commit : piece(part.close as Operation);
    const before = [open, ...this.#state.opening(worker), ...this.#timeouts()];
    const steps = part.steps.map((step, index) => ({ step, index: part.first + index }));
    const ending = after === null ? [] : [...this.#neutral(), ...bookkeeping(this.#held.ledger, after)];
    const closing = [...ending, ...this.#state.leaving(worker), close];
    await this.#guarded(worker, part, async (run) => {
      if (operationOf(part.steps[0] as Step)?.type === "module") {
        await run(before);
        await this.#module(worker, part);
        await run(closing);
        return;
      }
      const users = steps.flatMap(({ step, index }) => this.#pieces(step, index));
      if (checks.length === 0) {
        await run([...before, ...users, ...closing]);
        return;
      }
      await run([...before, ...users]);
      await this.#check(checks, run);
      await run(closing);
    });
    // What is rolled back takes the settings with it that were said at its beginning.
    if (!isRolledBack(part)) this.#state.entered(part.steps, worker);
    if (part.steps.some(leavesTraces)) worker.dirty = true;
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

  async alone(step: Step): Promise<void> {
    const worker = await this.#enter(step);
    await this.#guarded(worker, aloneIn(step), async (run) => {
      if (operationOf(step).type === "module") await this.#module(worker, aloneIn(step));
      else await run(this.#pieces(step, 0).slice(0, 1));
    });
    if (leavesTraces(step)) worker.dirty = true;
  }

  async effect(step: Step, observed: Observed): Promise<Effect> {
    const operation = operationOf(step);
    if (operation.type === "module") return { took: "unknown", how: "what it did cannot be read back" };
    const worker = await this.#enter(step);
    let effect: Effect | undefined;
    await this.#guarded(worker, aloneIn(step), async () => {
      effect = await effectOf(operation, worker.session, observed);
    });
    return effect as Effect;
  }

  /** The session for statements outside transactions, in the state that the file's earlier statements made. */
  async #enter(step: Step): Promise<Worker> {
    const worker = await this.#ready(() => this.#held.direct());
    const operation = operationOf(step);
    const entering = [
      ...this.#state.opening(worker),
      ...this.#state.aloneTimeouts(operation.type === "statement" ? operation : undefined, this.#order),
    ];
    await this.#guarded(worker, aloneIn(step), async () => {
      await send(entering, { session: worker.session });
    });
    this.#state.entered([], worker);
    return worker;
  }

  async record(change: RecordChange): Promise<void> {
    await this.#held.record([change]);
  }

  async test(steps: readonly Step[]): Promise<TestResult> {
    const worker = await this.#ready(() => this.#held.worker());
    const part: Part = { atomic: true, first: -1, steps };
    let result: TestResult = { ok: true };
    await this.#guarded(worker, part, async (run) => {
      await run([begin, ...this.#state.opening(worker), ...this.#timeouts()]);
      result = await failing(steps, run);
      await run([rollback]);
    });
    return result;
  }

  /** Throws VERIFY_FAILED inside the transaction, so that it is rolled back. */
  async #check(checks: readonly Step[], run: Run): Promise<void> {
    const result = await failing(checks, run);
    if (!result.ok) throw new GodwitError("VERIFY_FAILED", result.message, { at: result.step.at });
  }

  async #ready(open: () => Promise<Worker>): Promise<Worker> {
    await this.#held.insist();
    if (this.#order.signal.aborted) throw new GodwitError("CANCELLED", "the run was cancelled");
    try {
      const worker = await open();
      if (worker.dirty && !worker.pooled && !this.#clean.has(worker)) {
        await worker.session.run(sql`discard all`);
        worker.dirty = false;
      }
      this.#clean.add(worker);
      return worker;
    } catch (cause) {
      if (!(cause instanceof DriverError)) throw cause;
      const verdict = verdictOf(cause, { users: false, ownBlock: false });
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

  #timeouts(): Piece[] {
    return timeouts(this.#state.lockTimeoutMs, this.#order.statementTimeoutMs);
  }

  #neutral(): Piece[] {
    return this.#state.foreign ? [...neutralGround, ...timeouts(OWN_LOCK_TIMEOUT_MS, 0)] : [];
  }

  /** A user's statement, and after it what must be said again because of it. */
  #pieces(step: Step, index: number): Piece[] {
    const operation = operationOf(step) as StatementOperation;
    return [{ ...piece(operation), step: index }, ...this.#state.after(operation)];
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
      throw this.#translate(error, part);
    } finally {
      unwatch();
      session.listen(null);
      stop.removeEventListener("abort", cancel.start);
      cancel.end();
    }
  }

  #progress(part: Part): Pick<Parameters<typeof send>[1], "onStart" | "onDone"> {
    const { report, migration } = this.#order;
    const steps = part.first + part.steps.length;
    const about = { version: migration.version, name: migration.name };
    return {
      onStart: ({ step }) => {
        const found = step === undefined ? undefined : part.steps[step - part.first];
        if (step !== undefined && found)
          report({ type: "step-started", ...about, step, steps, text: found.text, at: found.at });
      },
      onDone: ({ step }) => {
        if (step !== undefined) report({ type: "step-finished", ...about, step, steps });
      },
    };
  }

  async #rollBack({ session }: Worker): Promise<void> {
    if (session.lost.aborted) return;
    await session.run(sql`rollback`).catch(() => undefined);
  }

  #translate(error: unknown, part: Part): unknown {
    if (this.#held.lost.aborted)
      return new StepError(-1, "the lock was lost", {
        verdict: { do: "lost", error: this.#held.lost.reason },
        cause: error,
      });
    if (error instanceof GodwitError || error instanceof StepError) return error;
    const failed = error instanceof PieceError ? error : undefined;
    const cause = failed?.cause ?? error;
    if (!(cause instanceof DriverError)) return error;
    const index = failed?.at.piece?.step;
    const step = index === undefined ? undefined : part.steps[index - part.first];
    const operation = step && (operationOf(step) as StatementOperation);
    const module = operationOf(part.steps[0] as Step)?.type === "module" && failed === undefined;
    const position = failed?.at.position;
    return new StepError(index ?? (module ? part.first : -1), cause.message, {
      verdict: verdictOf(cause, { users: index !== undefined, ownBlock: part.open !== undefined }),
      cause,
      at:
        position !== undefined && operation?.type === "statement"
          ? operation.locate(position)
          : (step?.at ?? (module ? part.steps[0]?.at : undefined)),
      database: {
        code: cause.code,
        ...optional("detail", cause.detail),
        ...optional("hint", cause.hint),
        ...optional("where", cause.where),
      },
    });
  }
}

/** A step outside transactions as a part; its index there is 0. */
function aloneIn(step: Step): Part {
  return { atomic: false, first: 0, steps: [step] };
}

type Run = (pieces: readonly Piece[]) => Promise<SqlAnswer>;

function piece(operation: Operation): Piece {
  const { text, copyData } = operation as StatementOperation;
  return { sql: verbatim(text), ...(copyData === undefined ? {} : { copyData }) };
}

function isRolledBack({ close }: Part): boolean {
  return close !== undefined && (close as StatementOperation).nature.transaction === "rollback";
}

function leavesTraces(step: Step): boolean {
  const operation = operationOf(step);
  return operation.type === "module" || operation.nature.session !== "clean";
}

/** The first statement that gives a row whose first column is false, or no truth at all. */
async function failing(steps: readonly Step[], run: Run): Promise<TestResult> {
  for (const step of steps) {
    const answers = await run([piece(operationOf(step))]);
    for (const { first, rows } of answers) {
      const bad = first?.boolean && rows.findIndex((row) => row[first.name] !== "t");
      if (typeof bad === "number" && bad >= 0)
        return { ok: false, step, message: `row ${bad + 1} says ${first?.name} is not true` };
    }
  }
  return { ok: true };
}

function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, string>);
}
