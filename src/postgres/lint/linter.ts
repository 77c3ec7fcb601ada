// Runs the rules over scripts in their order, and says what they found, but for what the files want ignored.
import type { Extent } from "../../core/estimate.ts";
import type { Finding } from "../../core/finding.ts";
import type { KnownState, Linter, LintScript } from "../../core/linter.ts";
import { levelOf, type Severity } from "../../core/rule.ts";
import { loadGrammar } from "../parse/grammar.ts";
import { apply } from "./apply.ts";
import { toFinding } from "./finding.ts";
import { aboutIgnores } from "./ignore-rules.ts";
import { IgnoreIndex, ignoresOf } from "./ignores.ts";
import { type LintFile, lintFile } from "./lint-file.ts";
import type { LintStatement } from "./lint-statement.ts";
import type { LintOptions } from "./options.ts";
import { Scene } from "./scene.ts";
import type { About, Found, SqlRule } from "./sql-rule.ts";
import { extentOf, gravityOf, shownExtent } from "./table-size.ts";
import { unreadable } from "./unreadable.ts";

interface Active {
  readonly rule: SqlRule;
  readonly severity: Severity;
}

export interface LinterOptions extends LintOptions {
  readonly rules: readonly SqlRule[];
}

export function sqlLinter(options: LinterOptions): Linter {
  const active = options.rules.flatMap((rule): Active[] => {
    if (options.only && !options.only.includes(rule.name)) return [];
    // Who names a rule wants it, whatever its default is.
    const level = levelOf(options.only ? { ...rule, optIn: undefined as never } : rule, options.levels);
    return level === "off" ? [] : [{ rule, severity: level }];
  });
  return {
    async lint(scripts, { together = false } = {}) {
      await loadGrammar();
      const run = new Run(options, active);
      for (const [index, script] of scripts.entries()) {
        if (script.known) await run.know(script.known);
        if (script.script.language === "sql") await run.script(script, together ? 0 : index);
      }
      return run.findings;
    },
  };
}

/** The number of the file that made what was there before. */
const BEFORE_ALL = -1;

class Run {
  readonly findings: Finding[] = [];
  readonly #options: LinterOptions;
  readonly #scene = new Scene();
  readonly #byTriggers = new Map<string, readonly Active[]>();
  readonly #active: readonly Active[];
  readonly #names: ReadonlySet<string>;

  constructor(options: LinterOptions, active: readonly Active[]) {
    this.#options = options;
    this.#active = active;
    this.#names = new Set(options.rules.map(({ name }) => name));
  }

  /** The writer of schemas is heavy, and most lint knows files alone. */
  async know(state: KnownState): Promise<void> {
    const { knowState } = await import("./known-scene.ts");
    this.#scene.file = BEFORE_ALL;
    this.#scene.schema = "public";
    await knowState(this.#scene, state, this.#options.major);
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
    const about = new Looking({ scene: this.#scene, file, options: this.#options, report: script.report });
    const all = new Set<string>();
    for (const statement of file.statements) {
      if (script.report) {
        for (const trigger of statement.triggers) all.add(trigger);
        for (const active of this.#rulesFor(statement.triggers)) {
          if (!reverts || active.rule.inRollbacks)
            active.rule.statement?.(statement, about.by(active, statement));
        }
      }
      // A rollback is looked at in the state that its migration leaves, and leaves it to those after it.
      if (!reverts) apply(statement, this.#scene);
    }
    if (!script.report) return;
    for (const active of this.#active) {
      const { rule } = active;
      if (!rule.file || (reverts && !rule.inRollbacks) || !isWanted(rule, all)) continue;
      rule.file(file, about.by(active, undefined));
    }
    if (file.error) about.found.push(unreadable(file.error));
    const context = { options: this.#options, known: this.#names, stopped: file.error !== null };
    about.found.push(...aboutIgnores(about.ignores.all, context));
    this.findings.push(...about.found.sort(byPlace));
  }

  #rulesFor(triggers: readonly string[]): readonly Active[] {
    const key = triggers.join();
    let rules = this.#byTriggers.get(key);
    if (!rules) {
      const set = new Set(triggers);
      rules = this.#active.filter(({ rule }) => rule.statement && isWanted(rule, set));
      this.#byTriggers.set(key, rules);
    }
    return rules;
  }
}

function isWanted({ on }: SqlRule, triggers: ReadonlySet<string>): boolean {
  return on === undefined || on.some((trigger) => triggers.has(trigger));
}

/** What rules are given while a file is looked at: one for all of them, told which it is that speaks. */
class Looking implements About {
  readonly scene: Scene;
  readonly file: LintFile;
  readonly options: LintOptions;
  readonly found: Finding[] = [];
  readonly ignores: IgnoreIndex;
  readonly #seen = new Set<string>();
  #active: Active | undefined;
  #statement: LintStatement | undefined;

  constructor(of: Pick<About, "scene" | "file" | "options"> & { readonly report: boolean }) {
    this.scene = of.scene;
    this.file = of.file;
    this.options = of.options;
    this.ignores = new IgnoreIndex(of.report ? ignoresOf(of.file) : []);
  }

  by(active: Active, statement: LintStatement | undefined): this {
    this.#active = active;
    this.#statement = statement;
    return this;
  }

  // Rules take these two apart from the object.
  readonly once = (key: string): boolean => {
    const before = this.#seen.size;
    return before < this.#seen.add(`${this.#active?.rule.name} ${key}`).size;
  };

  readonly report = (found: Found): void => {
    if (!this.#active) return;
    const { rule, severity } = this.#active;
    const statement = found.statement ?? this.#statement;
    const { file, options, ignores } = this;
    const counting = ignores
      .of(rule.name, statement?.index)
      .filter(({ until }) => until === undefined || until >= options.today);
    for (const ignore of counting) ignore.used = true;
    if (counting.length > 0) return;
    const extent = rule.sized && statement ? extentOf(statement, this.scene) : undefined;
    const sized = extent === undefined ? found : ofSize(found, { rule, extent });
    this.found.push(toFinding(sized, { rule, severity, statement, file, levels: options.levels }));
  };
}

function ofSize(
  found: Found,
  { rule, extent }: { readonly rule: SqlRule; readonly extent: Extent | null },
): Found {
  const gravity = gravityOf(extent, found.gravity ?? rule.gravity);
  return { ...found, gravity, message: `${found.message}; ${shownExtent(extent)}` };
}

function byPlace(a: Finding, b: Finding): number {
  const lines = (a.at?.line ?? 0) - (b.at?.line ?? 0);
  return lines === 0 ? (a.at?.column ?? 0) - (b.at?.column ?? 0) : lines;
}
