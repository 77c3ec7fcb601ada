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
import { beginAttempt } from "./attempt.ts";
import { isConflict, isThrottled } from "./failure.ts";
import type { HistoryPlace } from "./layout.ts";
import { patientSession } from "./patient.ts";
import type { ModuleRun } from "./program.ts";
import { attemptsOf, discardAttempts, insistOnImages, restoreMigration } from "./restore.ts";
import { type ModuleAccess, runModule } from "./run-module.ts";

export interface WorkAccess extends ModuleAccess {
  readonly record: Work["record"];
}

export function dynamoWork(access: WorkAccess, order: WorkOrder): Work {
  const stopping = AbortSignal.any([access.lost, order.signal]);
  const { version } = order.migration;
  let attempt: HistoryPlace | undefined;
  return {
    async together(part: Part) {
      throw new GodwitError(
        "BUG",
        `DynamoDB has no transaction for the ${part.steps.length} steps of a part`,
      );
    },
    async alone(step) {
      try {
        if (!attempt) throw new GodwitError("BUG", "a step of DynamoDB runs that was not announced");
        const op = asModuleRun(step);
        if (op.run) await runModule(access, order, { op: { ...op, run: op.run }, stopping, attempt });
        else await restoreMigration(access, order);
      } catch (thrown) {
        throw failureOf(thrown, step, access.lost);
      }
    },
    async record(change) {
      const reverted = change.remove === undefined ? [] : await attemptsOf(access, version);
      await access.record(change);
      await discardAttempts({ session: patientSession(access.session) }, reverted);
    },
    // Nothing is needed to find its effect: what was interrupted runs again, and its transforms go on.
    async announce(step, change) {
      const { direction, run } = asModuleRun(step);
      const { session, home } = access;
      // Before anything is written: what cannot be taken back stays applied.
      if (!run) await insistOnImages(access, order);
      attempt = await beginAttempt({ session, home, version, direction });
      await access.record(change);
    },
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

function asModuleRun(step: Step): ModuleRun {
  const { op } = step;
  if (typeof op === "object" && op !== null && "run" in op && "direction" in op) return op as ModuleRun;
  throw new GodwitError("BUG", `the step \`${step.text}\` is not one of DynamoDB's`);
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
