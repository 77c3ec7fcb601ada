// What a stopped task came to: every essential container counts, and one that never started has no exit code.
import { GodwitError } from "../../core/errors.ts";

export interface Task {
  readonly taskArn?: string;
  readonly lastStatus?: string;
  readonly stopCode?: string;
  readonly stoppedReason?: string;
  readonly containers?: readonly Container[];
}

export interface Container {
  readonly name?: string;
  readonly exitCode?: number;
  readonly reason?: string;
}

/** `EX_TEMPFAIL`, by which a container says what status 4 says. */
const TEMPORARY = 75;

/** Null where all went well. */
export function verdictOn(task: Task, essential: ReadonlySet<string>): GodwitError | null {
  const containers = (task.containers ?? []).filter(({ name }) => essential.has(name ?? ""));
  const bad = containers.find(({ exitCode }) => exitCode !== 0);
  if (!bad && containers.length > 0) return null;
  const { exitCode, name = "?", reason } = bad ?? {};
  const why = [task.stopCode, task.stoppedReason, reason].filter(Boolean).join(": ");
  if (exitCode === undefined) {
    return new GodwitError(
      "SERVER_ERROR",
      `the container ${name} never ran: ${why || "no reason is given"}`,
      {
        hint: "check image, secrets, subnets and the execution role of the task definition",
      },
    );
  }
  const said = `the container ${name} ended with status ${exitCode}${why ? ` (${why})` : ""}`;
  if (exitCode === 4 || exitCode === TEMPORARY) {
    return new GodwitError("CANCELLED", said, { hint: "run it again: it continues from the history" });
  }
  if (exitCode === 137) {
    return new GodwitError("CANCELLED", `${said}: it was killed, for memory perhaps`, {
      hint: "give the task more memory or a longer stopTimeout, then run it again: it continues from the history",
    });
  }
  if (exitCode === 3)
    return new GodwitError("CHECK_FAILED", said, { hint: "see its output: a person must decide" });
  return new GodwitError(exitCode === 2 ? "USAGE" : "MIGRATION_FAILED", said, {
    hint: "see its output above",
  });
}
