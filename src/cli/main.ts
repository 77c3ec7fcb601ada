// The process around the command line: signals, broken pipes, and the only exit.
import { asGodwitError, GodwitError } from "../core/errors.ts";
import { screenOf } from "../reporters/screen.ts";
import { COMMANDS } from "./commands.ts";
import { errorText } from "./error-text.ts";
import { run } from "./run.ts";

const cancel = new AbortController();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    // The second signal means it: whatever is open is left to the database and to the next run.
    if (cancel.signal.aborted) process.exit(exitStatus(new GodwitError("CANCELLED", "").status));
    cancel.abort(new GodwitError("CANCELLED", `stopped by ${signal}`));
    process.stderr.write(`stopping after ${signal}; once more to stop at once\n`);
  });
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // `godwit status | head` is no error: the reader has seen enough, and the work itself goes on.
    if (error.code !== "EPIPE") throw error;
  });
}

for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (thrown: unknown) => {
    const { stderr: stream, env: variables, platform } = process;
    const error = asGodwitError(thrown);
    stream.write(errorText(error, screenOf({ stream, variables, platform, noColor: false }), true));
    process.exit(error.status);
  });
}

run(process.argv.slice(2), COMMANDS, {
  cwd: process.cwd(),
  variables: process.env,
  // Only what asks a question pays for opening it.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  platform: process.platform,
  signal: cancel.signal,
}).then(end);

/** Pipes are written in the background: what was said must be out before the exit. */
async function end(status: number): Promise<void> {
  await Promise.all(
    [process.stdout, process.stderr].map(
      (stream) => new Promise((done) => stream.write("", () => done(null))),
    ),
  );
  process.exit(exitStatus(status));
}

/** Schedulers know 75 (`EX_TEMPFAIL`) or some other number as "run me again". */
function exitStatus(status: number): number {
  const again = Number(process.env.GODWIT_EXIT_AGAIN);
  return status === 4 && Number.isInteger(again) && again > 0 && again < 256 ? again : status;
}
