// Runs one migration's module under the lock, and lets nothing of it reach the table once it is over.
import {
  type Effect,
  StepError,
  type TestResult,
  type Verdict,
  type Work,
  type WorkOrder,
} from "../core/engine.ts";
import { asGodwitError, GodwitError } from "../core/errors.ts";
import type { Part, Step } from "../core/step.ts";
import type { Action, DynamoSession } from "./call.ts";
import { dynamoContext } from "./context.ts";
import type { Stamps } from "./context-options.ts";
import { isConflict, isThrottled } from "./failure.ts";
import type { ModuleRun } from "./program.ts";
import type { Target } from "./target.ts";
import { trackCalls } from "./track-calls.ts";

export interface WorkAccess {
  readonly session: DynamoSession;
  readonly target: () => Promise<Target>;
  readonly stamps: Stamps;
  /** Sends actions behind the lock's guard; answers the indexes of those whose condition does not hold. */
  readonly send: (actions: readonly Action[]) => Promise<readonly number[]>;
  readonly record: Work["record"];
  readonly check: () => void;
  readonly lost: AbortSignal;
}

export function dynamoWork(access: WorkAccess, order: WorkOrder): Work {
  const stopping = AbortSignal.any([access.lost, order.signal]);
  return {
    async together(part: Part) {
      throw new GodwitError(
        "BUG",
        `DynamoDB has no transaction for the ${part.steps.length} steps of a part`,
      );
    },
    async alone(step) {
      try {
        await run(access, order, { op: asModuleRun(step), stopping });
      } catch (thrown) {
        throw failureOf(thrown, step, access.lost);
      }
    },
    record: access.record,
    // Nothing is needed to find its effect: what was interrupted simply runs again.
    announce: (_step, change) => access.record(change),
    async effect(): Promise<Effect> {
      return { took: "unknown", how: "what a module has done cannot be read back; it bears being run again" };
    },
    async test(steps): Promise<TestResult> {
      if (steps.length === 0) return { ok: true };
      throw new GodwitError(
        "NOT_SUPPORTED",
        "preconditions and verify scripts are SQL, which DynamoDB does not run",
        {
          hint: "look at the condition in the migration with `ctx.get`, and throw when it is not true",
        },
      );
    },
  };
}

/** Ends as soon as the module does or the run must stop; a module that goes on after that is refused. */
async function run(
  access: WorkAccess,
  order: WorkOrder,
  { op, stopping }: { readonly op: ModuleRun; readonly stopping: AbortSignal },
): Promise<void> {
  const target = await access.target();
  const { version, name } = order.migration;
  let over = false;
  const check = (): void => {
    access.check();
    if (order.signal.aborted) throw cancelled(name, order.signal.reason);
    if (over) {
      throw new GodwitError("MIGRATION_FAILED", `${name} went on after its function had ended`, {
        hint: "await every call of `ctx` in the migration, then run `godwit up` again",
      });
    }
  };
  const started: Promise<unknown>[] = [];
  const context = dynamoContext({
    session: access.session,
    target,
    stamps: access.stamps,
    migration: name,
    check,
    signal: stopping,
    log: (message) => order.report({ type: "log", message, version, name }),
    async write({ action }) {
      check();
      return (await access.send([action])).length === 0;
    },
  });
  try {
    check();
    await untilAborted(stopping, async () => {
      await op.run(trackCalls(context, started));
      // A call that was not awaited belongs to the migration all the same: it ends with it, and fails it.
      while (started.length > 0) await started.shift();
    });
    check();
  } catch (thrown) {
    // When the run must stop, that is the reason, whatever the module made of it.
    check();
    throw thrown;
  } finally {
    over = true;
  }
}

async function untilAborted(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  const { promise: aborted, reject } = deferred();
  const stop = (): void => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function deferred(): { readonly promise: Promise<never>; readonly reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<never>((_, rejectPromise) => {
    reject = rejectPromise;
  });
  return { promise, reject };
}

function asModuleRun(step: Step): ModuleRun {
  const { op } = step;
  if (typeof op === "object" && op !== null && "run" in op && "direction" in op) return op as ModuleRun;
  throw new GodwitError("BUG", `the step \`${step.text}\` is not one of DynamoDB's`);
}

function cancelled(name: string, reason: unknown): GodwitError {
  if (reason instanceof GodwitError) return reason;
  return new GodwitError("CANCELLED", `${name} was cancelled`, { cause: reason });
}

/** Godwit's own errors keep their code and hint; what the module threw becomes a failure of its step. */
function failureOf(thrown: unknown, step: Step, lost: AbortSignal): Error {
  const verdict = verdictOn(thrown, lost);
  if (verdict.do === "fail" && thrown instanceof GodwitError) return thrown;
  const message = thrown instanceof Error && thrown.message !== "" ? thrown.message : String(thrown);
  const database = thrown instanceof GodwitError ? thrown.database : undefined;
  return new StepError(0, message, { verdict, cause: thrown, at: step.at, database });
}

function verdictOn(thrown: unknown, lost: AbortSignal): Verdict {
  if (lost.aborted) return { do: "lost", error: asGodwitError(lost.reason) };
  if (thrown instanceof GodwitError) {
    if (thrown.code === "LOCK_LOST" || thrown.code === "CONNECTION_LOST")
      return { do: "lost", error: thrown };
    if (thrown.code === "LOCK_TIMEOUT") return { do: "retry", reason: thrown.message };
  }
  if (isThrottled(thrown)) return { do: "retry", reason: "DynamoDB throttles us" };
  if (isConflict(thrown)) return { do: "retry", reason: "others write the same items" };
  return { do: "fail" };
}
