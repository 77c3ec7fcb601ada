// `godwit lint`: what rules find in migrations, before anybody runs them.
import { lint as find, type LintReport } from "../../actions/lint.ts";
import { GodwitError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import { linterOf } from "../../project/lint.ts";
import { toolVersion } from "../../settings/tool-version.ts";
import { looseScript, namedFiles, textScript } from "../../sources/loose-scripts.ts";
import { type Fixed, writeFixes } from "../../sources/write-fixes.ts";
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
    "for its major version. FILES may be any SQL files or folders: those that are no migrations are read on their " +
    "own. Ends with status 3 on errors. `-- godwit-ignore RULE: reason` above a statement silences a rule there.",
  examples: [
    { command: "godwit lint", does: "all migrations" },
    { command: "godwit lint --env prod", does: "what is pending there" },
    {
      command: "godwit lint migrations/024_add_users.sql",
      does: "one file, knowing what those before it made",
    },
    { command: "godwit lint --fix", does: "write the fixes that there are" },
    { command: "godwit lint --format sarif > lint.sarif", does: "for code scanning" },
    { command: "pbpaste | godwit lint --stdin", does: "a text" },
  ],
  arguments: { files: { help: "files or folders; all migrations unless given", many: true } },
  flags: {
    fix: { help: "write the fixes that there are into the files, and show them" },
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
    stdin: { help: "read SQL from the input; FILES then name it", conflicts: ["fix"] },
  },
  async run(context, { files, fix, rule, format = "text", stdin }) {
    shortRun();
    const { lint: settings } = await context.settings();
    const look = () => findings(context, { files, stdin, only: rule.length > 0 ? rule : undefined });
    const { report, fixed } = fix ? await fixAll(context, look) : { report: await look(), fixed: [] };
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
  readonly only: readonly string[] | undefined;
}

async function findings(context: Context, { files, stdin, only }: Wanted): Promise<LintReport> {
  const settings = await context.settings();
  const { root, lint: set } = settings;
  const linter = (major: number | undefined) => linterOf({ settings, only, major });
  // What is wrong with the rules is said before anything is read.
  linter(undefined);
  const pending = context.flags.env !== undefined && !stdin && files.length === 0;
  return withProject(context, async (project) => {
    if (stdin) {
      const script = textScript(files[0] ?? "stdin", await readInput(context.stdin));
      return find(project, {
        linter,
        pending,
        files: new Set(),
        alone: [looseOf(script)],
      });
    }
    if (files.length === 0) return find(project, { linter, pending, from: set.from });
    const named = namedFiles(files, { cwd: context.cwd, root });
    const ours = await scriptsOfProject(project);
    const alone = named
      .filter(({ file }) => !ours.has(file))
      .map((each) => looseScript(each, root))
      .map(looseOf);
    return find(project, { linter, pending, files: new Set(named.map(({ file }) => file)), alone });
  });
}

/** Their names; none where there is no folder of migrations: named files then stand for themselves. */
async function scriptsOfProject({
  source,
}: Parameters<Parameters<typeof withProject>[1]>[0]): Promise<ReadonlySet<string>> {
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

/** A fix may make room for another: at most so many times. */
const ROUNDS = 5;

async function fixAll(context: Context, look: () => Promise<LintReport>) {
  const { root } = await context.settings();
  const fixed: Fixed[] = [];
  let report = await look();
  for (let round = 0; round < ROUNDS; round++) {
    const written = writeFixes(report.findings, root);
    if (written.length === 0) break;
    fixed.push(...written);
    report = await look();
  }
  return { report, fixed };
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
