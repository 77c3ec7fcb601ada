// The project's rules for migrations, out of its configuration: for people who write and review them, and for editors.
import { formatDuration } from "../core/duration.ts";
import { mask } from "../core/mask.ts";
import { type Level, levelOf, type Rule } from "../core/rule.ts";
import type { Config, Environment } from "../settings/config.ts";
import type { Settings } from "../settings/settings.ts";
import { code, list, page, prose, table, words } from "./markdown.ts";

export interface RulesAbout {
  readonly config: Config;
  readonly settings: Settings;
  /** As people see them. */
  readonly folders: readonly string[];
  /** All that `lint` knows, the project's own among them. */
  readonly rules: readonly Rule[];
  /** Settings that are written here and that nothing watches over yet. */
  readonly unwatched: readonly string[];
}

export function rulesPage(about: RulesAbout): string {
  const { config, unwatched } = about;
  return page([
    "# Rules for migrations",
    "The rules of this project, as its configuration has them.",
    unwatched.length === 0
      ? ""
      : `Kept by people, as this version of Godwit does not watch over them: ${unwatched.map(code).join(", ")}.`,
    "## Files",
    list(fileRules(about)),
    "## How they run",
    list(runRules(about)),
    ...tenancyRules(config),
    ...ownerRules(config),
    ...environmentRules(config),
    ...lintRules(about),
  ]);
}

function fileRules({ settings, folders }: RulesAbout): readonly string[] {
  const sequence = settings.numbering === "sequence";
  return [
    `Migrations lie in ${folders.map(code).join(", ")}; ${code("godwit new NAME")} writes the next one with its header and its rollback.`,
    `They are called ${code("VERSION_name.sql")} (or ${code(".ts")}), where the version is ${
      sequence ? `the next number, such as ${code("024")}` : `the time, such as ${code("20260219103000")}`
    }, and the name is in snake_case.`,
    `${code("VERSION_name_rollback.sql")} beside it takes it back; ${code("VERSION_name_verify.sql")} says whether it worked.`,
    `At the top stand ${["Description", "Author", "Date"].map((key) => code(`-- ${key}: …`)).join(", ")}; ${code("-- Ticket:")} and ${code("-- Owner:")} where there is one.`,
    settings.order === "strict"
      ? "An older version may not arrive after a newer one was applied: renumber it."
      : "An older version may arrive late: it is applied when it is seen.",
    "A file is never edited once it was applied anywhere: write another migration.",
    ...requirements(settings),
    ...(settings.dump ? ["The dump of the schema is committed with the migration that changes it."] : []),
  ];
}

function requirements({ lint: { requiredHeader = [], requiredColumns = {} } }: Settings): readonly string[] {
  const columns = Object.entries(requiredColumns).map(([name, type]) => code(`${name} ${type}`));
  return [
    ...(requiredHeader.length === 0 ? [] : [`Every header has ${requiredHeader.map(code).join(", ")}.`]),
    ...(columns.length === 0 ? [] : [`Every new table has ${columns.join(", ")}.`]),
  ];
}

function runRules({ settings }: RulesAbout): readonly string[] {
  const { transaction, lockTimeoutMs, lockBudgetMs, statementTimeoutMs, role, placeholders } = settings;
  const names = Object.keys(placeholders);
  return [
    transaction === "each"
      ? `Each migration is one transaction. What PostgreSQL refuses inside of one, such as ${code("create index concurrently")}, runs by itself; ${code("-- Transaction: none")} makes every statement its own.`
      : "All pending migrations are one transaction: what cannot run inside of one is refused.",
    `A statement waits ${formatDuration(lockTimeoutMs)} for a lock and is tried again, for ${formatDuration(lockBudgetMs)} at most, so that nobody queues behind it.`,
    statementTimeoutMs === 0
      ? "A statement may run as long as it needs."
      : `A statement may run for ${formatDuration(statementTimeoutMs)}.`,
    ...(role === undefined ? [] : [`Everything is made as the role ${code(role)}, which owns it.`]),
    ...(names.length === 0
      ? []
      : [`These placeholders are replaced: ${names.map((name) => code(`\${${name}}`)).join(", ")}.`]),
  ];
}

function tenancyRules({ tenancy }: Config): readonly string[] {
  if (!tenancy) return [];
  const { column, setting, exempt = {} } = tenancy;
  return [
    "## Tenants",
    list([
      `Every table has the column ${code(column)}, not null.`,
      "Row level security is enabled and forced on it, with a policy that shows a tenant's own rows only" +
        `${setting === undefined ? "." : `, by ${code(`current_setting('${setting}')`)}.`}`,
    ]),
    table(
      ["exempt", "why"],
      Object.entries(exempt).map(([name, why]) => [code(name), words(why)]),
    ),
  ];
}

function ownerRules({ owners = {} }: Config): readonly string[] {
  const rows = Object.entries(owners).map(([pattern, team]) => [code(pattern), words(team)]);
  return rows.length === 0 ? [] : ["## Who owns the data", table(["what", "who agrees to a change"], rows)];
}

function environmentRules({ environments = {} }: Config): readonly string[] {
  const rows = Object.entries(environments).map(([name, one]) => [code(name), environmentText(one)]);
  return rows.length === 0 ? [] : ["## Environments", table(["environment", "rules"], rows)];
}

function environmentText({ protected: isProtected, after, backup, window, approvals }: Environment): string {
  const rules = [
    ...(isProtected ? ["protected: what takes something away asks first"] : []),
    ...(after === undefined ? [] : [`after ${code(after)}`]),
    ...(backup === undefined
      ? []
      : [`a backup first (${code(typeof backup === "string" ? backup : mask(backup.command))})`]),
    ...(window === undefined
      ? []
      : [
          `within ${code(window.when)}${window.over === undefined ? "" : ` what takes longer than ${window.over}`}`,
        ]),
    ...(approvals === undefined ? [] : [`${approvals.count} to approve from risk ${approvals.risk} on`]),
  ];
  return rules.length === 0 ? "none of its own" : rules.join("; ");
}

/** Some look for nothing before the configuration says what. */
function isConfigured({ name }: Rule, { tenancy, requiredColumns }: Settings["lint"]): boolean {
  if (name.startsWith("tenant-")) return tenancy !== undefined;
  return name !== "required-columns" || requiredColumns !== undefined;
}

const LEVELS: readonly Level[] = ["error", "warning", "note"];

/** The gravest first; what is off is not mentioned. */
function lintRules({ rules, settings: { lint } }: RulesAbout): readonly string[] {
  const rows = LEVELS.flatMap((level) =>
    rules
      .filter((rule) => levelOf(rule, lint.rules) === level && isConfigured(rule, lint))
      .map(({ name, why, instead }) => [code(name), level, `${prose(why)} Instead: ${prose(instead)}.`])
      .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
  );
  if (rows.length === 0) return [];
  const exception = code("-- godwit-ignore RULE: reason");
  return [
    "## What `godwit lint` finds",
    `A finding of the level ${lint.failOn}, or a graver one, stops a change. An exception is a line above the statement: ${exception}.`,
    table(["rule", "level", "why, and what to do instead"], rows),
  ];
}
