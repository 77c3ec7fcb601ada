// `godwit check`: status 3 when files and database do not agree.
import { CHECKS, type CheckName, check as find, OF_SCHEMAS } from "../../actions/check.ts";
import type { Settings } from "../../settings/settings.ts";
import { command } from "../command.ts";
import { duration } from "../flag-values.ts";
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
    // What is pending is a problem already: where there is none, rules have nothing to look at.
    const linted = chosen.has("lint") || (chosen.size === 0 && problems.length > 0);
    const wish = { linted, comparing, proved: chosen.has("rollbacks") };
    // Schemas and rules are heavy, and many a check needs neither.
    const more =
      linted || comparing.length > 0 || wish.proved ? await import("./check-further.ts") : undefined;
    const all = [...problems, ...((await more?.checkFurther(context, wish)) ?? [])];
    return {
      database: `${database.host}/${database.name}`,
      document: { problems: all, retirable },
      status: all.length > 0 ? 3 : 0,
      text: () =>
        (all.length === 0 ? "all is well\n" : all.map(lineOf).join("")) + couldGo(retirable, settings),
    };
  },
});

/** No problem: somebody may want to know. */
function couldGo(versions: readonly string[], { dynamodb }: Pick<Settings, "dynamodb">): string {
  const last = versions.at(-1);
  if (last === undefined) return "";
  const why = dynamodb ? "init gives what they give" : "a baseline covers them";
  return `note: the files up to ${last} could go, ${why}: godwit retire ${last} --to\n`;
}

/** Each is a flag of that name, too. */
const FLAGS = ["drift", "lint", "rollbacks"] as const;

/** Checked wherever the setting of that name is there. */
const SET = ["schema", "dump"] as const;

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
