// Makes the linter of a project: its rules and its own, with their levels, as the settings say.
import { GodwitError } from "../core/errors.ts";
import type { Linter } from "../core/linter.ts";
import { nearest } from "../core/nearest.ts";
import { moduleLinter } from "../dynamodb/module-linter.ts";
import { MODULE_RULES } from "../dynamodb/rules.ts";
import { IGNORE_RULES } from "../postgres/lint/ignore-rules.ts";
import { sqlLinter } from "../postgres/lint/linter.ts";
import type { SqlRule } from "../postgres/lint/sql-rule.ts";
import { RULES } from "../postgres/rules.ts";
import type { Settings } from "../settings/settings.ts";

export interface LinterOptions {
  readonly settings: Settings;
  /** Only these rules. */
  readonly only?: readonly string[] | undefined;
  /** Of the server, where it is known. */
  readonly major?: number | undefined;
}

/** What an embedded server has, where nobody says otherwise. */
const USUAL_MAJOR = 18;

/** Throws CONFIG_INVALID for rules that there are not, and for own rules that are none. */
export function linterOf({ settings, only, major }: LinterOptions): Linter {
  const { lint, lockTimeoutMs, transaction, placeholders } = settings;
  const rules = rulesOf(settings);
  const known = new Set([...rules, ...MODULE_RULES, ...IGNORE_RULES].map(({ name }) => name));
  for (const name of Object.keys(lint.rules)) {
    if (name !== "*") insist(known, name, "CONFIG_INVALID");
  }
  for (const name of only ?? []) insist(known, name, "USAGE");
  const ofModules = moduleLinter({ rules: MODULE_RULES, levels: lint.rules, only });
  const ofSql = sqlLinter({
    rules,
    levels: lint.rules,
    only,
    major: lint.pgVersion ?? major ?? USUAL_MAJOR,
    lockTimeoutMs,
    transaction,
    placeholders,
    tenancy: lint.tenancy,
    requiredColumns: lint.requiredColumns,
    requiredHeader: lint.requiredHeader,
    today: new Date().toISOString().slice(0, 10),
  });
  return {
    lint: async (scripts, run) => [
      ...(await ofSql.lint(scripts, run)),
      ...(await ofModules.lint(scripts, run)),
    ],
  };
}

/** All that there are, the project's own among them. Throws CONFIG_INVALID for own rules that are none. */
export function rulesOf({ lint }: Pick<Settings, "lint">): readonly SqlRule[] {
  return [...RULES, ...lint.customRules.map(ownRule)];
}

function insist(known: ReadonlySet<string>, name: string, code: "CONFIG_INVALID" | "USAGE"): void {
  if (known.has(name)) return;
  const meant = nearest(name, known);
  throw new GodwitError(code, `there is no rule ${name}`, {
    hint: meant ? `did you mean ${meant}?` : "docs/rules.md lists all rules",
  });
}

function ownRule(given: unknown, index: number): SqlRule {
  const rule = given as Partial<SqlRule> | null;
  const texts = [rule?.name, rule?.why, rule?.instead].every(
    (text) => typeof text === "string" && text !== "",
  );
  const looks = [rule?.statement, rule?.file].some((method) => typeof method === "function");
  if (rule && texts && looks && Array.isArray(rule.hazards) && /^S[1-4]$/.test(rule.gravity ?? "")) {
    return guarded(rule as SqlRule);
  }
  throw new GodwitError("CONFIG_INVALID", `customRules[${index}] is not a rule`, {
    hint: "make it with lintRule({ name, hazards, gravity, why, instead, bad, good, statement })",
  });
}

/** A mistake in a rule of the project is the project's, and must say which rule it is in. */
function guarded(rule: SqlRule): SqlRule {
  const { statement, file } = rule;
  const run = (work: () => void): void => {
    try {
      work();
    } catch (cause) {
      if (cause instanceof GodwitError) throw cause;
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new GodwitError("CONFIG_INVALID", `the rule ${rule.name} of customRules failed: ${message}`, {
        cause,
        hint: "try it with `tryRule(rule, sql)`; --verbose shows where it failed",
      });
    }
  };
  return {
    ...rule,
    ...(statement ? { statement: (seen, about) => run(() => statement.call(rule, seen, about)) } : {}),
    ...(file ? { file: (seen, about) => run(() => file.call(rule, seen, about)) } : {}),
  };
}
