// `godwit check`: status 3 when files and database do not agree.
import { CHECKS, type CheckName, check as find, type Problem } from "../../actions/check.ts";
import { checkSchema } from "../../actions/check-schema.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { duration } from "../flag-values.ts";
import { withComparison } from "../with-comparison.ts";
import { withProject } from "../with-project.ts";

export const check = command({
  description:
    "For CI and for containers that start before the migration is done: ends with status 3 when something is pending, " +
    "changed, missing, out of order or failed, or a file cannot be read, or, where a `schema` is configured, when the " +
    "migrations do not give it. Without flags all of that is checked. `--drift` compares the database with its history.",
  examples: [
    { command: "godwit check", does: "everything" },
    { command: "godwit check --only changed --only missing", does: "two of the checks" },
    { command: "godwit check --schema --drift", does: "only the two that compare schemas" },
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
    schema: { help: "check whether the migrations give the desired schema; the same as --only schema" },
    drift: { help: "check whether the database is what its history made of it; the same as --only drift" },
    wait: { help: "how long to wait for pending migrations to be applied", value: "TIME", parse: duration },
  },
  async run(context, { only, schema, drift, wait }) {
    const chosen = new Set<CheckName>([
      ...only,
      ...(schema ? ["schema" as const] : []),
      ...(drift ? ["drift" as const] : []),
    ]);
    const configured = (await context.settings()).schema !== undefined;
    const comparing =
      chosen.size === 0 ? (configured ? SCHEMA_ONLY : []) : COMPARING.filter((name) => chosen.has(name));
    const { problems, database } = await withProject(context, (project) =>
      find(project, {
        ...(chosen.size > 0 ? { only: [...chosen] } : {}),
        ...(wait === undefined ? {} : { waitMs: wait as number }),
      }),
    );
    const all = [...problems, ...(comparing.length > 0 ? await compare(context, comparing) : [])];
    return {
      database: `${database.host}/${database.name}`,
      document: { problems: all },
      status: all.length > 0 ? 3 : 0,
      text: () => (all.length === 0 ? "all is well\n" : all.map(lineOf).join("")),
    };
  },
});

type Comparing = "schema" | "drift";
const COMPARING: readonly Comparing[] = ["schema", "drift"];
const SCHEMA_ONLY: readonly Comparing[] = ["schema"];

function compare(context: Context, checks: readonly Comparing[]): Promise<readonly Problem[]> {
  return withComparison(context, async (comparison, project) => {
    const problems: Problem[] = [];
    for (const name of checks) {
      const [from, to] =
        name === "schema"
          ? [await comparison.source("migrations"), await comparison.source("schema")]
          : [comparison.expected(project), await comparison.live()];
      problems.push(...(await checkSchema(comparison, { check: name, from, to })));
    }
    return problems;
  });
}

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
