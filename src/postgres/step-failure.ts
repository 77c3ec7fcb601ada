// What a failure in a part means: which step, where in its file, and what to do about it.
import { DriverError } from "../core/driver-error.ts";
import { StepError } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Part } from "../core/step.ts";
import type { Holder } from "./holder.ts";
import { operationOf, type StatementOperation } from "./operation.ts";
import { tookOwnTables } from "./own-tables.ts";
import { PieceError } from "./pieces.ts";
import { verdictOf } from "./verdict.ts";

/** Errors of the server become a StepError; what is not the server's passes as it is. */
export function stepFailure(error: unknown, part: Part, held: Pick<Holder, "lost" | "ledger">): unknown {
  if (held.lost.aborted)
    return new StepError(-1, "the lock was lost", {
      verdict: { do: "lost", error: held.lost.reason },
      cause: error,
    });
  if (error instanceof GodwitError || error instanceof StepError) return error;
  const failed = error instanceof PieceError ? error : undefined;
  const cause = failed?.cause ?? error;
  if (!(cause instanceof DriverError)) return error;
  const index = failed?.at.piece?.step;
  if (failed && index === undefined) {
    const explained = tookOwnTables(cause, part, held.ledger.tables);
    if (explained) return explained;
  }
  const step = index === undefined ? undefined : part.steps[index - part.first];
  const operation = step && (operationOf(step) as StatementOperation);
  const [head] = part.steps;
  const module = head !== undefined && operationOf(head).type === "module" && failed === undefined;
  const position = failed?.at.position;
  return new StepError(index ?? (module ? part.first : -1), cause.message, {
    verdict: verdictOf(cause, {
      users: index !== undefined || module,
      ownBlock: part.open !== undefined || module,
      fence: failed?.at.piece?.fence === true,
    }),
    cause,
    at:
      position !== undefined && operation?.type === "statement"
        ? operation.locate(position)
        : (step?.at ?? (module ? head.at : undefined)),
    database: {
      code: cause.code,
      ...optional("detail", cause.detail),
      ...optional("hint", cause.hint),
      ...optional("where", cause.where),
    },
  });
}

function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, string>);
}
