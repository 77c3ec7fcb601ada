// Writes the steps of a plan as the body of a migration's file: what commits together, and what a reviewer must know.
import { type FactKey, idOf, type Schema } from "../core/fact.ts";
import type { PlannedStep } from "../core/planned-step.ts";
import { stepGroups } from "../core/step-groups.ts";
import { besideTheirObjects, objectOf } from "./step-objects.ts";
import type { RowsComment } from "./written-proof.ts";

export interface TextOptions {
  /** The schema that the steps lead to. */
  readonly made: Schema;
  /** What repeatables make: on a fresh database it comes later. */
  readonly repeated: ReadonlySet<FactKey>;
  /** What the proof has found. */
  readonly comments: readonly RowsComment[];
  /** What the other direction has lost: it comes back without that. */
  readonly lostBefore?: ReadonlyMap<FactKey, string>;
}

/** Every statement with its semicolon; ends with a newline. */
export function migrationText(steps: readonly PlannedStep[], options: TextOptions): string {
  const ordered = besideTheirObjects(steps, options.made);
  const groups = [...stepGroups(ordered)];
  const bodies = forwardReferences(steps) ? ["set check_function_bodies = off;\n"] : [];
  const above = new Map<PlannedStep, string>();
  let top = "";
  for (const { text, step } of options.comments) {
    // A template may have statements of its own: then nobody knows which of ours it was.
    const ours = step?.of === ordered.length + bodies.length ? step.number - bodies.length : 0;
    const failed = ordered[ours - 1];
    if (failed) above.set(failed, text);
    else top += line(text);
  }
  const blocks = groups.map((group, index) => {
    const text = statements(group, { ...options, above });
    const alone = group[0]?.transaction === "none";
    // Neighbours would commit together, and several would not under psql.
    const beside = [groups[index - 1], groups[index + 1]].some(
      (other) => other !== undefined && other[0]?.transaction !== "none",
    );
    return groups.length > 1 && !alone && (group.length > 1 || beside) ? `begin;\n${text}commit;\n` : text;
  });
  return [...(top === "" ? [] : [top]), ...bodies, ...blocks].join("\n");
}

/** A text that somebody wrote, with what the proof has found above it. */
export function commented(text: string, comments: readonly RowsComment[]): string {
  const top = comments.map((comment) => line(comment.text)).join("");
  return top === "" ? text : `${top}\n${text}`;
}

interface Statements extends TextOptions {
  readonly above: ReadonlyMap<PlannedStep, string>;
}

/** A blank line between one object and the next. */
function statements(steps: readonly PlannedStep[], { lostBefore, repeated, above }: Statements): string {
  let before: string | undefined;
  return steps
    .map((step) => {
      const object = objectOf(step);
      const gap = before === undefined || before === object ? "" : "\n";
      before = object;
      const comments = [...wordsOf(step, lostBefore), above.get(step) ?? ""].filter((text) => text !== "");
      return `${gap}${comments.map(line).join("")}${repeated.has(step.fact) ? whereThere(step) : step.text};\n`;
    })
    .join("");
}

function wordsOf(step: PlannedStep, lostBefore: TextOptions["lostBefore"]): readonly string[] {
  const { losesData, rewrites, because, fact, relation, change } = step;
  const words: string[] = [];
  if (because !== undefined && because !== fact) words.push(`made again because of ${because}`);
  if (losesData !== undefined) words.push(`LOSES DATA: ${losesData}`);
  if (rewrites)
    words.push(
      `rewrites ${idOf(relation ?? fact)
        .path.slice(0, 2)
        .join(".")}`,
    );
  const lost = change === "create" ? lostBefore?.get(fact) : undefined;
  if (lost !== undefined) words.push(`comes back without ${lost.replace(/^all /, "the ")}`);
  return words;
}

/** Our own words for a drop, which all begin alike. */
function whereThere({ text, change }: PlannedStep): string {
  return change === "drop" ? text.replace(/^drop ((?:materialized )?[a-z]+) /, "drop $1 if exists ") : text;
}

function line(text: string): string {
  return `-- ${text.replace(/\s+/g, " ")}\n`;
}

const ROUTINES = new Set(["function", "procedure"]);

/** A body may name what comes after it, which only its text tells. */
function forwardReferences(steps: readonly PlannedStep[]): boolean {
  const made = steps.filter(({ change, fact }) => change !== "drop" && ROUTINES.has(idOf(fact).kind));
  return made.length > 0 && steps.some(({ change }) => change === "create") && steps.length > 1;
}
