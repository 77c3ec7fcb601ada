// Asks what a `Requires` header or a verify script says: a first column that is not true is a no.
import type { DriverError } from "../core/driver-error.ts";
import type { TestResult } from "../core/engine.ts";
import type { Step } from "../core/step.ts";
import { operationOf, type StatementOperation } from "./operation.ts";
import { PieceError, pieceOf, type Run } from "./pieces.ts";
import type { SqlAnswer } from "./session.ts";
import { verdictOf } from "./verdict.ts";

type No = Extract<TestResult, { readonly ok: false }>;

/** The first statement that says no, or that the server refuses; what may be tried again is thrown. */
export async function failing(steps: readonly Step[], run: Run): Promise<TestResult> {
  for (const step of steps) {
    const operation = operationOf(step) as StatementOperation;
    let answers: SqlAnswer;
    try {
      answers = await run([pieceOf(operation)]);
    } catch (error) {
      return refused(step, error);
    }
    const no = answerOf(operation, answers);
    if (no !== undefined) return { ok: false, step, message: no, at: step.at };
  }
  return { ok: true };
}

function answerOf({ needsRows }: StatementOperation, answers: SqlAnswer): string | undefined {
  for (const { first, rows } of answers) {
    const bad = first?.boolean ? rows.findIndex((row) => row[first.name] !== "t") : -1;
    if (bad >= 0)
      return `${first?.name === "?column?" ? "the condition" : first?.name} is not true in row ${bad + 1}`;
  }
  return needsRows && answers.every(({ rows }) => rows.length === 0) ? "there is no such row" : undefined;
}

function refused(step: Step, error: unknown): No {
  if (!(error instanceof PieceError)) throw error;
  const { cause, at } = error;
  // Locks and lost connections are for whoever runs it, as everywhere.
  if (verdictOf(cause, { users: true, ownBlock: true, fence: false }).do !== "fail") throw error;
  const operation = operationOf(step) as StatementOperation;
  return {
    ok: false,
    step,
    message: cause.message,
    at: at.position === undefined ? step.at : operation.locate(at.position),
    database: said(cause),
  };
}

function said({ code, detail, hint }: DriverError): NonNullable<No["database"]> {
  return { code, ...(detail ? { detail } : {}), ...(hint ? { hint } : {}) };
}
