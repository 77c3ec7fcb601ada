// `godwit check`: status 3 when files and database do not agree.

import { CHECKS, type CheckName, check as find, OF_SCHEMAS, type Problem } from "../../actions/check.ts";
import { checkRollbacks } from "../../actions/check-rollbacks.ts";
import { checkRules } from "../../actions/check-rules.ts";
import { checkSchema } from "../../actions/check-schema.ts";
import { knownToTarget } from "../../actions/lint-knowledge.ts";
import type { Project } from "../../actions/project.ts";
import type { Migration } from "../../core/migration.ts";
import type { Comparison } from "../../project/compare.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { duration } from "../flag-values.ts";
import { withComparison } from "../with-comparison.ts";
import { withProject } from "../with-project.ts";

export const check = command({
  description:
    "For CI and for containers that start before the migration is done: ends with status 3 when something is pending, " +
    "changed, missing, out of order or failed, or a file cannot be read, or, where a `schema` is configured, when the " +
    "migrations do not give it, or are not what the configured `dump` holds, or rules of `godwit lint` find an error " +
    "in what is pending. Without flags all of that is checked. `--drift` compares the database with its history; " +
    "`--rollbacks` proves on a shadow that every migration has a rollback that restores the schema, or finds it " +
    "proved already.",
  examples: [
    { command: "godwit check", does: "everything" },
    { command: "godwit check --only changed --only missing", does: "two of the checks" },
    { command: "godwit check --schema --drift", does: "only the two that compare schemas" },
    { command: "godwit check --rollbacks", does: "only whether all rollbacks are proved" },
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
    schema: {
      help: "check whether the migrations give the desired schema, and the dump, where they are configured",
    },
    drift: { help: "check whether the database is what its history made of it; the same as --only drift" },
    lint: { help: "check what is pending by the rules of `godwit lint`; the same as --only lint" },
    rollbacks: { help: "check whether every migration has a proved rollback; the same as --only rollbacks" },
    wait: { help: "how long to wait for pending migrations to be applied", value: "TIME", parse: duration },
  },
  async run(context, { only, schema, wait, ...flags }) {
    const chosen = new Set<CheckName>([...only, ...FLAGS.filter((name) => flags[name])]);
    const settings = await context.settings();
    const configured = SET.filter((name) => settings[name] !== undefined);
    if (schema) for (const name of configured.length > 0 ? configured : SET.slice(0, 1)) chosen.add(name);
    const comparing = chosen.size === 0 ? configured : OF_SCHEMAS.filter((name) => chosen.has(name));
    const { problems, database, retirable } = await withProject(context, (project) =>
      find(project, {
        ...(chosen.size > 0 ? { only: [...chosen] } : {}),
        ...(wait === undefined ? {} : { waitMs: wait as number }),
      }),
    );
    const ruled = chosen.size === 0 || chosen.has("lint") ? await checkPending(context) : [];
    const compared = comparing.length > 0 ? await compare(context, comparing) : [];
    const unproved = chosen.has("rollbacks") ? await proveRollbacks(context) : [];
    const all = [...problems, ...ruled, ...compared, ...unproved];
    return {
      database: `${database.host}/${database.name}`,
      document: { problems: all, retirable },
      status: all.length > 0 ? 3 : 0,
      text: () => (all.length === 0 ? "all is well\n" : all.map(lineOf).join("")) + couldGo(retirable),
    };
  },
});

/** No problem: somebody may want to know. */
function couldGo(versions: readonly string[]): string {
  const last = versions.at(-1);
  if (last === undefined) return "";
  return `note: the files up to ${last} could go, a baseline covers them: godwit retire ${last} --to\n`;
}

async function checkPending(context: Context): Promise<readonly Problem[]> {
  const settings = await context.settings();
  const { linterOf } = await import("../../project/lint.ts");
  const linter = (major: number | undefined) => linterOf({ settings, major });
  if (settings.dynamodb) return withProject(context, (project) => checkRules(project, { linter }));
  return withComparison(context, async (comparison, project) => {
    const live = await comparison.liveDatabase();
    try {
      const know = (migrations: readonly Migration[]) => knownToTarget(live, comparison.own, migrations);
      return await checkRules(project, { linter, know });
    } finally {
      await live.close();
    }
  });
}

/** Each is a flag of that name, too. */
const FLAGS = ["drift", "lint", "rollbacks"] as const;

type Comparing = (typeof OF_SCHEMAS)[number];
/** Checked wherever the setting of that name is there. */
const SET = ["schema", "dump"] as const;

function compare(context: Context, checks: readonly Comparing[]): Promise<readonly Problem[]> {
  return withComparison(context, async (comparison, project) => {
    const problems: Problem[] = [];
    for (const name of checks) {
      const sides = await sidesOf(name, comparison, project);
      problems.push(...(sides ? await checkSchema(comparison, { check: name, ...sides }) : [NO_DUMP]));
    }
    return problems;
  });
}

function proveRollbacks(context: Context): Promise<readonly Problem[]> {
  return withComparison(context, ({ rehearsals, proofs }, project) =>
    checkRollbacks({ ...project, rehearsals }, { cache: proofs }),
  );
}

async function sidesOf(check: Comparing, comparison: Comparison, project: Project) {
  if (check === "drift") return { from: comparison.expected(project), to: await comparison.live() };
  const to = check === "schema" ? await comparison.source("schema") : comparison.dumped();
  return to && { from: await comparison.source("migrations"), to };
}

const NO_DUMP: Problem = {
  check: "dump",
  message: "there is no file of that name yet, or `dump` is not configured",
  hint: "set `dump`, run `godwit up --dump FILE` on a development database, and commit the file",
};

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
