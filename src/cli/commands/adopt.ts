// `godwit adopt`: finds out which migrations a database has had already, and records them after a yes.
import { type AdoptReport, adopt as find } from "../../actions/adopt.ts";
import type { Verdict } from "../../actions/adopt-judge.ts";
import { type Amendment, recordAdopted } from "../../actions/amend.ts";
import { GodwitError } from "../../core/errors.ts";
import { inOrder } from "../../core/order.ts";
import { versionKey } from "../../core/version.ts";
import { foldersOf, handKeptHints } from "../../sources/hand-kept-notes.ts";
import { command, type Result } from "../command.ts";
import type { Context } from "../context.ts";
import { table } from "../table.ts";
import { withComparison } from "../with-comparison.ts";
import { extract } from "./extract-rollbacks.ts";

export const adopt = command({
  description:
    "Finds out which migrations a database has had already, applied by psql or by another tool, and records them " +
    "after a yes. All files are replayed on a throw-away shadow, and what each of them does is looked for in the " +
    "live schema; another tool's table, logs and pages kept by hand are read, too, and never altered. A verdict is " +
    "applied, not, partly, or unknown: files that change rows only cannot be known from a schema, and are asked for. " +
    "Nothing is written without a yes; what is recorded stands in the log with its evidence.",
  examples: [
    { command: "godwit adopt --dry-run", does: "only look, and print the verdict on each file" },
    { command: "godwit adopt", does: "look, ask about what cannot be known, and record" },
    {
      command: "godwit adopt --extract-rollbacks",
      does: "save rollbacks that stand as comments in their migrations as files; the database is not asked",
    },
    { command: "godwit adopt --yes --applied 003", does: "record, 003 too, whatever can be known of it" },
  ],
  arguments: {},
  flags: {
    dryRun: { help: "only look: nothing is asked and nothing recorded", conflicts: ["applied"] },
    extractRollbacks: {
      help: "save rollbacks that stand as comments at the end of a migration as files, those that are proved",
    },
    applied: { help: "record this version, too; may be given several times", value: "VERSION", many: true },
    wait: { help: "how long to wait for another run to end", value: "TIME", setting: "wait" },
  },
  async run(context, { dryRun, applied, extractRollbacks }) {
    if (extractRollbacks) return extract(context, { dryRun });
    return withComparison(context, async (comparison, project) => {
      const live = await comparison.liveDatabase();
      const database = await comparison.adoption();
      try {
        const { root, migrations: folders } = await context.settings();
        const migrations = inOrder((await project.source.collect()).migrations);
        const hints = handKeptHints(migrations, { root, folders: foldersOf(root, folders) });
        const { rehearsals, text } = comparison;
        const report = await find({ project, diff: comparison, rehearsals, live, database, hints, text });
        if (dryRun) return resultOf(context, { report, recorded: [] });
        const chosen = await choose(context, report, applied);
        if (chosen.length === 0) return resultOf(context, { report, recorded: [] });
        const asked = report.refused ?? (await confirmed(context, chosen));
        if (asked) return { ...resultOf(context, { report, recorded: [] }), error: asked };
        const { changed } = await recordAdopted(project, { adopted: chosen, reason: "adopted" });
        return resultOf(context, { report, recorded: changed });
      } finally {
        await database.close();
        await live.close();
      }
    });
  },
});

/** Those that are applied, and those that a person says are. */
async function choose(
  context: Context,
  { migrations }: AdoptReport,
  named: readonly string[],
): Promise<readonly Verdict[]> {
  for (const wanted of named) {
    if (migrations.some((one) => isNamed(one, wanted))) continue;
    throw new GodwitError("VERSION_UNKNOWN", `there is no migration ${wanted}`);
  }
  const chosen: Verdict[] = [];
  for (const one of migrations) {
    if (one.recorded) continue;
    if (one.verdict === "applied" || named.some((wanted) => isNamed(one, wanted))) chosen.push(one);
    else if (one.question !== undefined) {
      const answer = await context.ask(one.question);
      // Without a person, a yes to everything is one only where something speaks for it.
      if (answer ?? (context.flags.yes && one.lean === "applied")) chosen.push(one);
    }
  }
  return chosen;
}

function isNamed({ version, name }: Verdict, wanted: string): boolean {
  return name === wanted || versionKey(version) === versionKey(wanted);
}

/** The error to end with beside the verdicts, where nobody said yes. */
async function confirmed(context: Context, chosen: readonly Verdict[]): Promise<GodwitError | undefined> {
  const what = chosen.length === 1 ? `${chosen[0]?.name}` : `${chosen.length} migrations`;
  try {
    await context.confirm(`record ${what} as applied?`);
    return undefined;
  } catch (error) {
    if (error instanceof GodwitError && error.code === "CONFIRM") return error;
    throw error;
  }
}

interface Outcome {
  readonly report: AdoptReport;
  readonly recorded: Amendment["changed"];
}

function resultOf(context: Context, { report, recorded }: Outcome): Result {
  const { database, migrations, tool, exactly, findings } = report;
  for (const { message, hint, severity } of findings)
    if (severity !== "note")
      context.report({ type: "note", message, ...(hint === undefined ? {} : { hint }) });
  if (recorded.length > 0) warnOfUnknown(context, migrations, recorded);
  return {
    database: `${database.host}/${database.name}`,
    document: {
      migrations: migrations.map(({ version, name, verdict, evidence, question }) => ({
        version,
        name,
        verdict,
        evidence,
        question: question ?? null,
      })),
      tool: tool ? { name: tool.tool, table: tool.path.join(".") } : null,
      exactly,
      recorded: recorded.map(({ version, name }) => ({ version, name })),
    },
    text: () => textOf(context, { report, recorded }),
  };
}

/** What nobody answered for is pending from now on. */
function warnOfUnknown(
  { report }: Context,
  migrations: readonly Verdict[],
  recorded: Outcome["recorded"],
): void {
  const done = new Set(recorded.map(({ version }) => version));
  const left = migrations.filter(
    (one) => one.verdict === "unknown" && !one.recorded && !done.has(one.version),
  );
  if (left.length === 0) return;
  const named = left.map(({ name }) => name).join(", ");
  const flags = left.map(({ version }) => `--applied ${version}`).join(" ");
  report({
    type: "note",
    message: `whether ${named} has run cannot be known: the next \`up\` runs what is not recorded`,
    hint: `if the database has had it, run \`godwit adopt ${flags}\` first`,
  });
}

const PAINT = { applied: "green", not: "dim", partly: "red", unknown: "yellow" } as const;
const WORDS = { applied: "applied", not: "not", partly: "partly", unknown: "cannot be known" } as const;

function textOf({ stdout }: Context, { report, recorded }: Outcome): string {
  const { migrations, tool, exactly } = report;
  if (migrations.length === 0) return "no migrations\n";
  const rows = table(
    [
      { title: "version", cell: (row) => row.version },
      { title: "name", cell: (row) => row.name, shrink: 1 },
      { title: "verdict", cell: (row) => WORDS[row.verdict], paint: (row) => PAINT[row.verdict] },
      { title: "evidence", cell: (row: Verdict) => row.evidence.join("; ") },
    ],
    migrations,
    stdout,
  );
  const counts = (["applied", "not", "partly", "unknown"] as const).flatMap((verdict) => {
    const count = migrations.filter((one) => one.verdict === verdict).length;
    return count === 0
      ? []
      : [
          `${count} ${verdict === "not" ? "not applied" : verdict === "unknown" ? "cannot be known" : verdict}`,
        ];
  });
  const lines = [
    counts.join(", "),
    ...(exactly === null ? [] : [`the live schema is exactly the one after ${exactly}`]),
    ...(tool ? [`read: ${tool.path.join(".")}, the table of ${tool.tool}`] : []),
    ...(recorded.length === 0
      ? []
      : [`recorded ${recorded.length} as applied; \`godwit status\` shows the rest`]),
  ];
  return `${rows}${lines.join("\n")}\n`;
}
