// A change of a schema in words, and the error for a plan that does not arrive.
import type { Change } from "../core/diff.ts";
import { GodwitError } from "../core/errors.ts";
import type { Fact, Value } from "../core/fact.ts";

export interface ChangeDocument {
  readonly type: Change["type"];
  readonly kind: string;
  /** Its names from the outside in, as the key has them. */
  readonly name: string;
  /** Of an alter: what differs. */
  readonly attributes?: Readonly<Record<string, { readonly from: Value | null; readonly to: Value | null }>>;
}

export function changeDocument(change: Change): ChangeDocument {
  const fact = factOf(change);
  const about = { type: change.type, kind: fact.id.kind, name: fact.key.slice(fact.id.kind.length + 1) };
  if (change.type !== "alter") return about;
  const attributes = change.attributes.map((name) => [
    name,
    { from: change.from.attributes[name] ?? null, to: change.to.attributes[name] ?? null },
  ]);
  return { ...about, attributes: Object.fromEntries(attributes) };
}

export function factOf(change: Change): Fact {
  return change.type === "drop" ? change.from : change.to;
}

/** Of what is there and what should be. */
export function describeRest(change: Change): string {
  if (change.type === "create") return `${change.to.key} is missing`;
  if (change.type === "drop") return `${change.from.key} is left over`;
  const values = change.attributes.map(
    (name) =>
      `${name} is ${shown(change.from.attributes[name])} instead of ${shown(change.to.attributes[name])}`,
  );
  return `${change.to.key}: ${values.join(", ")}`;
}

const NAMED = 10;

/** `rest` is what turns what came out into what was wanted. */
export function notProved(what: string, rest: readonly Change[]): GodwitError {
  const more = rest.length > NAMED ? `\n  and ${rest.length - NAMED} more` : "";
  const lines = rest.slice(0, NAMED).map((change) => `\n  ${describeRest(change)}`);
  return new GodwitError("PLAN_NOT_PROVED", `${what}:${lines.join("")}${more}`);
}

export function shown(value: Value | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}
