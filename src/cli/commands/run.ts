// `godwit run --on RUNNER -- COMMAND`: a command in the cloud, told here.
import { CODES, type Code, GodwitError } from "../../core/errors.ts";
import type { RemoteDocument } from "../../runners/remote-lambda.ts";
import { type Command, type CommandEntry, command, type Result } from "../command.ts";
import type { Context } from "../context.ts";

/** The list of commands is given: it has this one in it. */
export const run = (commands: readonly CommandEntry[]): Command =>
  command({
    description:
      "Runs a command where the database can be reached: in the Lambda function of a bundle, or in a task of ECS. Which " +
      "function or task it is, the environment's settings `lambda` and `ecs` say. A run that is longer than an invocation " +
      "is continued. Ends with the status of the command.",
    examples: [
      {
        command: "godwit run --env prod --on lambda -- status",
        does: "where every migration stands, asked from inside",
      },
      {
        command: "godwit run --env prod --on lambda -- up --phase expand",
        does: "invoke the function until all is applied",
      },
      {
        command: "godwit run --env prod --on ecs -- up",
        does: "start a task, follow its log, wait for its end",
      },
      { command: "godwit run --env prod --on ecs --detach -- up", does: "only start the task" },
    ],
    arguments: { command: { help: "the command with its flags, after --", many: true } },
    flags: {
      on: { value: "RUNNER", choices: ["lambda", "ecs"], help: "where it runs" },
      detach: { help: "ecs: start the task, and do not wait for its end" },
    },
    async run(context, { command: words, on, detach }) {
      if (on === undefined) throw usage("--on is missing");
      if (words.length === 0) throw usage("the command is missing");
      return on === "lambda" ? onLambda(context, words, commands) : onEcs(context, words, detach);
    },
  });

function usage(message: string): GodwitError {
  return new GodwitError("USAGE", message, { hint: "write `godwit run --on lambda -- status`" });
}

async function onLambda(
  context: Context,
  words: readonly string[],
  commands: readonly CommandEntry[],
): Promise<Result> {
  const [{ lambdaLine }, { runOnLambda }] = await Promise.all([
    import("../lambda-request.ts"),
    import("../../runners/remote-lambda.ts"),
  ]);
  const { event } = await lambdaLine(words, commands);
  const { lambda, environment } = await context.settings();
  if (!lambda) throw unset("lambda.function", environment);
  const named = context.flags.env === undefined ? {} : { environment: context.flags.env };
  const document = await runOnLambda(lambda, { ...named, ...event }, context);
  const { error, status: _status, database, ...fields } = document;
  return {
    document: fields,
    ...(database ? { database } : {}),
    ...(error ? { error: asError(error) } : {}),
    text: () => textOf(document),
  };
}

/** A newer function may know codes that we do not. */
function asError({ code, message, hint }: NonNullable<RemoteDocument["error"]>): GodwitError {
  return new GodwitError(Object.hasOwn(CODES, code) ? (code as Code) : "SERVER_ERROR", message, { hint });
}

const DONE: Readonly<Record<string, string>> = { up: "applied", down: "reverted" };

/** Migrations by name; a plan and the checks of `doctor` are read as they are. */
function textOf({ command: name, migrations, dryRun, error, ...rest }: RemoteDocument): string {
  if (name === "status" && migrations)
    return migrations.map((one) => `${one.name}: ${String(Object(one).standing)}\n`).join("");
  const done = DONE[String(name)];
  if (done === undefined || !migrations)
    return error ? "" : `${JSON.stringify({ ...rest, ...(migrations ? { migrations } : {}) }, null, 2)}\n`;
  if (migrations.length === 0) return error ? "" : "nothing to do\n";
  const words = dryRun ? `would be ${done}` : done;
  return migrations.map((one) => `${words}: ${one.name}\n`).join("");
}

async function onEcs(context: Context, words: readonly string[], detach: boolean): Promise<Result> {
  const { ecs, environment } = await context.settings();
  if (!ecs) throw unset("ecs.stack or ecs.cluster", environment);
  const { runOnEcs } = await import("../../runners/ecs.ts");
  const { report, signal, stderr } = context;
  const tell = (line: string): void => stderr.write(`${line.trimEnd()}\n`);
  const { task, error } = await runOnEcs({ settings: ecs, words, detach, report, signal, tell });
  return {
    document: { task, detached: detach },
    ...(error ? { error } : {}),
    text: () => (error ? "" : `${task} ${detach ? "was started" : "is done"}\n`),
  };
}

function unset(name: string, environment: string | undefined): GodwitError {
  const where = environment === undefined ? "the configuration" : `environments.${environment}`;
  return new GodwitError("CONFIG_INVALID", `${name} is not set`, {
    hint: `set it in ${where}; docs/ecs.md and docs/lambda.md show how`,
  });
}
