// Runs the rules about migrations that are modules: they are read as texts, and never loaded.
import type { Finding } from "../core/finding.ts";
import type { Linter } from "../core/linter.ts";
import { type Levels, levelOf, type Rule, type Severity } from "../core/rule.ts";
import { type ModuleImport, moduleImports } from "./module-imports.ts";

export interface ModuleRule extends Rule {
  module(source: ModuleSource, report: (found: FoundInModule) => void): void;
}

export interface ModuleSource {
  readonly text: string;
  readonly imports: readonly ModuleImport[];
}

export interface FoundInModule {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export interface ModuleLinterOptions {
  readonly rules: readonly ModuleRule[];
  readonly levels: Levels;
  readonly only?: readonly string[] | undefined;
}

export function moduleLinter({ rules, levels, only }: ModuleLinterOptions): Linter {
  const active = rules.flatMap((rule): { rule: ModuleRule; severity: Severity }[] => {
    if (only && !only.includes(rule.name)) return [];
    const level = levelOf(rule, levels);
    return level === "off" ? [] : [{ rule, severity: level }];
  });
  return {
    lint: async (scripts) =>
      scripts
        .filter(({ script, report }) => report && script.language === "module")
        .flatMap(({ script }) => {
          const text = new TextDecoder().decode(script.read());
          const lines = text.split("\n");
          const source = { text, imports: moduleImports(text) };
          return active.flatMap(({ rule, severity }) => {
            const findings: Finding[] = [];
            rule.module(source, ({ message, line, column }) => {
              if (isIgnored(rule.name, lines[line - 2])) return;
              const excerpt = `${lines[line - 1] ?? ""}\n${" ".repeat(column - 1)}^`;
              const at = { file: script.file, line, column, excerpt };
              const about = { severity, message, hint: rule.instead, at, hazards: rule.hazards };
              findings.push({ rule: rule.name, ...about });
            });
            return findings;
          });
        }),
  };
}

/** `// godwit-ignore RULE: reason` on the line before; without a reason it counts for nothing. */
function isIgnored(rule: string, before = ""): boolean {
  const [, names, reason] = /^\s*\/\/ *godwit-ignore +([^:]+):(.*)$/.exec(before) ?? [];
  return (reason ?? "").trim() !== "" && (names ?? "").split(",").some((name) => name.trim() === rule);
}
