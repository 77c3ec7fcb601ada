// Which object a step is about, for readers; and steps put beside the object that they are about.
import { idOf, type Schema } from "../core/fact.ts";
import type { PlannedStep } from "../core/planned-step.ts";

/** Facts that hang on others have the other's kind before its names. */
export const HANGING = new Set(["comment", "owner", "grant", "passed-grant", "security-label"]);

/** By schema and name; of what belongs to a table, that table's. */
export function objectOf({ fact, relation }: PlannedStep): string {
  const { kind, path } = idOf(relation ?? fact);
  return (HANGING.has(kind) ? path.slice(1) : path).slice(0, 2).join(".");
}

/** What may stand right behind a table that is made. */
const FOLLOWERS = new Set(["index", "constraint", "comment", "statistics", "sequence-owner", "default"]);
/** What changes the statements that come after it. */
const RULING = new Set(["default-privilege", "event-trigger", "extension"]);

/**
 * The same steps in the same order, but that what is made for a new table comes right behind it where nothing between
 * the two is needed.
 */
export function besideTheirObjects(steps: readonly PlannedStep[], made: Schema): readonly PlannedStep[] {
  const ordered: PlannedStep[] = [];
  for (const step of steps) {
    const place =
      isCreated(step) && FOLLOWERS.has(idOf(step.fact).kind) ? placeFor(step, ordered, made) : ordered.length;
    ordered.splice(place, 0, step);
  }
  return ordered;
}

function placeFor(step: PlannedStep, ordered: readonly PlannedStep[], made: Schema): number {
  const needs = (made.get(step.fact)?.needs ?? []).map((key) => idOf(key).path.slice(0, 2).join("."));
  const object = objectOf(step);
  for (let place = ordered.length; place > 0; place--) {
    const before = ordered[place - 1] as PlannedStep;
    const other = objectOf(before);
    if (other === object) return place;
    // The index that a foreign key's target needs is about the target, and so is the need.
    const needed = [other, idOf(before.fact).path.slice(0, 2).join(".")].some((name) => needs.includes(name));
    if (needed || before.change !== "create" || RULING.has(idOf(before.fact).kind)) break;
  }
  return ordered.length;
}

function isCreated({ change, transaction }: PlannedStep): boolean {
  return change === "create" && transaction === "shared";
}
