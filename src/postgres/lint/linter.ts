// Runs the rules over scripts in their order, and says what they found, but for what the files want ignored.
import type { Finding } from "../../core/finding.ts";
import type { Linter, LintScript } from "../../core/linter.ts";
import { levelOf, type Severity } from "../../core/rule.ts";
import { loadGrammar } from "../parse/grammar.ts";
import { apply } from "./apply.ts";
import { toFinding } from "./finding.ts";
import { aboutIgnores } from "./ignore-rules.ts";
import { type Ignore, ignoresOf } from "./ignores.ts";
import { type LintFile, lintFile } from "./lint-file.ts";
import type { LintStatement } from "./lint-statement.ts";
import type { LintOptions } from "./options.ts";
import { Scene } from "./scene.ts";
import type { About, Found, SqlRule } from "./sql-rule.ts";
import { unreadable } from "./unreadable.ts";

interface Active {
  readonly rule: SqlRule;
  readonly severity: Severity;
}

export function sqlLinter(options: LintOptions): Linter {
  const active = options.rules.flatMap((rule): Active[] => {
    if (options.only && !options.only.includes(rule.name)) return [];
    // Who names a rule wants it, whatever its default is.
    const level = levelOf(options.only ? { ...rule, optIn: undefined as never } : rule, options.levels);
    return level === "off" ? [] : [{ rule, severity: level }];
  });
  return {
    async lint(scripts) {
      await loadGrammar();
      const run = new Run(options, active);
      for (const [index, script] of scripts.entries()) {
        if (script.script.language === "sql") await run.script(script, index);
      }
      return run.findings;
    },
  };
}

class Run {
  readonly findings: Finding[] = [];
  readonly #options: LintOptions;
  readonly #scene = new Scene();
  readonly #byNode = new Map<string, readonly Active[]>();
  readonly #active: readonly Active[];
  readonly #names: ReadonlySet<string>;

  constructor(options: LintOptions, active: readonly Active[]) {
    this.#options = options;
    this.#active = active;
    this.#names = new Set(options.rules.map(({ name }) => name));
  }

  async script(script: LintScript, index: number): Promise<void> {
    const file = await lintFile(script, this.#options);
    const reverts = script.role === "down";
    if (!reverts) {
      this.#scene.file = index;
      this.#scene.schema = "public";
      this.#scene.newValues.clear();
      this.#scene.held.clear();
    }
    const ignores = script.report ? ignoresOf(file) : [];
    const found: Finding[] = [];
    const seen = new Set<string>();
    for (const statement of file.statements) {
      if (script.report) {
        for (const active of this.#rulesFor(statement.nodeName)) {
          if (reverts && !active.rule.inRollbacks) continue;
          const about = this.#about(file, active, { statement, ignores, found, seen });
          active.rule.statement?.(statement, about);
        }
      }
      // A rollback is looked at in the state that its migration leaves, and leaves it to those after it.
      if (!reverts) apply(statement, this.#scene);
    }
    if (!script.report) return;
    for (const active of this.#active) {
      if (!active.rule.file || (reverts && !active.rule.inRollbacks)) continue;
      active.rule.file(file, this.#about(file, active, { statement: undefined, ignores, found, seen }));
    }
    if (file.error) found.push(unreadable(file.error));
    found.push(
      ...aboutIgnores(ignores, { options: this.#options, known: this.#names, stopped: file.error !== null }),
    );
    this.findings.push(...found.sort(byPlace));
  }

  #rulesFor(nodeName: string): readonly Active[] {
    let rules = this.#byNode.get(nodeName);
    if (!rules) {
      rules = this.#active.filter(({ rule }) => rule.statement && (!rule.on || rule.on.includes(nodeName)));
      this.#byNode.set(nodeName, rules);
    }
    return rules;
  }

  #about(
    file: LintFile,
    { rule, severity }: Active,
    to: {
      readonly statement: LintStatement | undefined;
      readonly ignores: readonly Ignore[];
      readonly found: Finding[];
      readonly seen: Set<string>;
    },
  ): About {
    return {
      scene: this.#scene,
      file,
      options: this.#options,
      once: (key) => to.seen.size < to.seen.add(`${rule.name} ${key}`).size,
      report: (found: Found) => {
        const statement = found.statement ?? to.statement;
        if (isIgnored(rule.name, { statement, ignores: to.ignores, today: this.#options.today })) return;
        to.found.push(toFinding(found, { rule, severity, statement, file, levels: this.#options.levels }));
      },
    };
  }
}

function isIgnored(
  rule: string,
  of: {
    readonly statement: LintStatement | undefined;
    readonly ignores: readonly Ignore[];
    readonly today: string;
  },
): boolean {
  let ignored = false;
  for (const ignore of of.ignores) {
    if (ignore.rule !== rule || (ignore.until !== undefined && ignore.until < of.today)) continue;
    // What is said of the whole file has no statement above which it could be ignored but the first.
    const here = ignore.statement === null || ignore.statement === of.statement?.index;
    if (!here && !(of.statement === undefined && ignore.statement === 0)) continue;
    ignore.used = true;
    ignored = true;
  }
  return ignored;
}

function byPlace(a: Finding, b: Finding): number {
  const lines = (a.at?.line ?? 0) - (b.at?.line ?? 0);
  return lines === 0 ? (a.at?.column ?? 0) - (b.at?.column ?? 0) : lines;
}
