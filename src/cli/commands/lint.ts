// `godwit lint`: what rules find in migrations, before anybody runs them.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { lint as find, type LintChoice, type LintReport } from "../../actions/lint.ts";
import { knownToShadow, knownToTarget } from "../../actions/lint-knowledge.ts";
import type { Project } from "../../actions/project.ts";
import { readStatistics } from "../../actions/statistics.ts";
import { GodwitError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import { linterOf } from "../../project/lint.ts";
import { openProject } from "../../project.ts";
import { toolVersion } from "../../settings/tool-version.ts";
import { looseScript, namedFiles, textScript } from "../../sources/loose-scripts.ts";
import type { Fixed } from "../../sources/write-fixes.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { documentText } from "../document.ts";
import type { Findings } from "../lint-formats/findings.ts";
import { LINT_FORMATS, PRINTERS } from "../lint-formats.ts";
import { looseOf } from "../loose-script.ts";
import { readInput } from "../read-input.ts";
import { shortRun } from "../short-run.ts";
import { withProject } from "../with-project.ts";

export const lint = command({
  description:
    "Reads migrations as PostgreSQL's own parser does and says what would lock, rewrite, fail, lose data or open a " +
    "door, and what to do instead. Looks at all migrations; with --env at those that are pending in that database, " +
    "for its major version, knowing its schema and what its tables hold. FILES may be any SQL files or folders: those that are no migrations are read on their " +
    "own. Ends with status 3 on errors. `-- godwit-ignore RULE: reason` above a statement silences a rule there.",
  examples: [
    { command: "godwit lint", does: "all migrations" },
    { command: "godwit lint --env prod", does: "what is pending there" },
    {
      command: "godwit lint migrations/024_add_users.sql",
      does: "one file, knowing what those before it made",
    },
    { command: "godwit lint --stats stats.json", does: "with what the tables of production hold" },
    { command: "godwit lint --fix", does: "write the fixes that there are" },
    { command: "godwit lint --format sarif > lint.sarif", does: "for code scanning" },
    { command: "pbpaste | godwit lint --stdin", does: "a text" },
  ],
  arguments: { files: { help: "files or folders; all migrations unless given", many: true } },
  flags: {
    fix: {
      help: "write the fixes that there are into the files, and show them; a rollback in the comments of its migration is tried on a shadow and saved",
    },
    fixTypes: { help: "write the fixes, too, that give a column another type" },
    rule: { help: "only this rule; may be given several times", value: "RULE", many: true },
    format: { help: "how to print findings", value: "FORMAT", choices: LINT_FORMATS },
    failOn: {
      help: "the mildest finding that ends with status 3; error unless set",
      value: "SEVERITY",
      choices: ["error", "warning", "note"],
      setting: "lint.failOn",
    },
    pgVersion: { help: "major version of the server", value: "MAJOR", setting: "lint.pgVersion" },
    from: { help: "migrations before this version are only read", value: "VERSION", setting: "lint.from" },
    stats: {
      help: "what tables hold, as `godwit stats --out FILE` has written it: for how grave a lock is",
      value: "FILE",
    },
    shadow: {
      help: "run the migrations on a throw-away shadow first, to know exactly what is there before each; with --env the database tells",
      conflicts: ["stdin", "fix", "fixTypes"],
    },
    stdin: { help: "read SQL from the input; FILES then name it", conflicts: ["fix", "fixTypes"] },
  },
  async run(context, { files, fix: fixing, fixTypes, rule, format = "text", stats, shadow, stdin }) {
    shortRun();
    const fix = fixing || fixTypes;
    const { lint: settings } = await context.settings();
    const extents = stats === undefined ? undefined : readStatistics(textOf(context, stats), stats);
    const only = rule.length > 0 ? rule : undefined;
    const look = () => findings(context, { files, stdin, shadow, extents, only });
    const { report, fixed } = fix
      ? await (await import("./lint-fix.ts")).fixAll(context, look, { types: fixTypes })
      : { report: await look(), fixed: [] };
    const { failOn } = settings;
    const fails = report.findings.some(({ severity }) => GRAVE[severity] >= GRAVE[failOn]);
    const database = report.database ? `${report.database.host}/${report.database.name}` : null;
    const document = {
      findings: report.findings.map(plain),
      ...(fix ? { fixed } : {}),
      files: report.looked,
    };
    const given: Findings = {
      findings: report.findings,
      looked: report.looked,
      fixed: fixed.length,
      toolVersion: toolVersion(),
      screen: context.stdout,
      verbose: context.flags.verbose,
    };
    return {
      ...(database === null ? {} : { database }),
      document,
      status: fails ? 3 : 0,
      text: () => {
        const environment = context.flags.env ?? null;
        if (format === "json") {
          return documentText({ command: "lint", ok: !fails, environment, database, fields: document });
        }
        const shown = format === "text" ? fixed.map(fixedText).join("") : "";
        return `${shown}${PRINTERS[format](given)}`;
      },
    };
  },
});

const GRAVE = { note: 0, warning: 1, error: 2 } as const;

interface Wanted {
  readonly files: readonly string[];
  readonly stdin: boolean;
  readonly shadow: boolean;
  readonly extents: ReturnType<typeof readStatistics> | undefined;
  readonly only: readonly string[] | undefined;
}

function textOf({ cwd }: Context, file: string): string {
  try {
    return readFileSync(resolve(cwd, file), "utf8");
  } catch (cause) {
    throw new GodwitError("STATS_FILE", `cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
}

async function findings(context: Context, wanted: Wanted): Promise<LintReport> {
  const { files, stdin, shadow, extents, only } = wanted;
  const settings = await context.settings();
  const { root, lint: set, dynamodb } = settings;
  const linter = (major: number | undefined) => linterOf({ settings, only, major });
  // What is wrong with the rules is said before anything is read.
  linter(undefined);
  const pending = context.flags.env !== undefined && !stdin && files.length === 0;
  const look = async (project: Project, know?: LintChoice["know"]) => {
    const about = { linter, pending, extents, know };
    if (stdin) {
      const script = textScript(files[0] ?? "stdin", await readInput(context.stdin));
      return find(project, { ...about, files: new Set(), alone: [looseOf(script)] });
    }
    if (files.length === 0) return find(project, { ...about, from: set.from });
    const named = namedFiles(files, { cwd: context.cwd, root });
    const ours = await scriptsOfProject(project);
    const alone = named
      .filter(({ file }) => !ours.has(file))
      .map((each) => looseScript(each, root))
      .map(looseOf);
    return find(project, { ...about, files: new Set(named.map(({ file }) => file)), alone });
  };
  if (dynamodb || !(pending || shadow)) return withProject(context, (project) => look(project), openProject);
  // Shadows and schemas are heavy, and most lint needs neither.
  const { withComparison } = await import("../with-comparison.ts");
  return withComparison(context, (comparison, project) =>
    look(project, (migrations) =>
      pending ? knownToTarget(comparison, migrations) : knownToShadow(comparison.rehearsals, migrations),
    ),
  );
}

/** Their names; none where there is no folder of migrations: named files then stand for themselves. */
async function scriptsOfProject({ source }: Project): Promise<ReadonlySet<string>> {
  try {
    const { migrations } = await source.collect();
    return new Set(
      migrations.flatMap(({ up, down, verify }) =>
        [up, down, verify].flatMap((script) => script?.file ?? []),
      ),
    );
  } catch (error) {
    if (error instanceof GodwitError && error.code === "NO_MIGRATIONS_FOLDER") return new Set();
    throw error;
  }
}

function fixedText({ file, line, rule, title }: Fixed): string {
  return `fixed ${file}${line === undefined ? "" : `:${line}`} ${rule}: ${title}\n`;
}

/** As CONTRACT section 5 has it. */
function plain({ rule, severity, message, hint, at, end, hazards, fix }: Finding) {
  return {
    rule,
    severity,
    message,
    hint: hint ?? null,
    file: at?.file ?? null,
    line: at?.line ?? null,
    column: at?.column ?? null,
    endLine: end?.line ?? at?.line ?? null,
    endColumn: end?.column ?? at?.column ?? null,
    hazards: hazards ?? [],
    ...(fix ? { fix } : {}),
  };
}
