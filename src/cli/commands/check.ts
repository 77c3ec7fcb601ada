// `godwit check`: status 3 when files and database do not agree.
import { CHECKS, check as find } from "../../actions/check.ts";
import { command } from "../command.ts";
import { duration } from "../flag-values.ts";
import { withProject } from "../with-project.ts";

export const check = command({
  description:
    "For CI and for containers that start before the migration is done: ends with status 3 when something is pending, " +
    "changed, missing, out of order or failed, or a file cannot be read. Without flags all of it is checked.",
  examples: [
    { command: "godwit check", does: "everything" },
    { command: "godwit check --only changed --only missing", does: "two of the checks" },
    {
      command: "godwit check --only pending --wait 5m",
      does: "wait until another process has applied what is pending",
    },
  ],
  arguments: {},
  flags: {
    only: {
      help: "check this alone; may be given several times",
      value: "CHECK",
      many: true,
      choices: CHECKS,
    },
    wait: { help: "how long to wait for pending migrations to be applied", value: "TIME", parse: duration },
  },
  async run(context, { only, wait }) {
    const { problems, database } = await withProject(context, (project) =>
      find(project, {
        ...(only.length > 0 ? { only } : {}),
        ...(wait === undefined ? {} : { waitMs: wait as number }),
      }),
    );
    return {
      database: `${database.host}/${database.name}`,
      document: { problems },
      status: problems.length > 0 ? 3 : 0,
      text: () => (problems.length === 0 ? "all is well\n" : problems.map(lineOf).join("")),
    };
  },
});

function lineOf({
  check: name,
  message,
  hint,
}: {
  readonly check: string;
  readonly message: string;
  readonly hint?: string;
}): string {
  return `${name}: ${message}\n${hint === undefined ? "" : `  hint: ${hint}\n`}`;
}
