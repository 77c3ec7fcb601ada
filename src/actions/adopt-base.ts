// What a folder's migrations stand on and do not make themselves: tables of an ORM, of a dump, of somebody's psql.
import { type Fact, type FactKey, keyOf, type Schema } from "../core/fact.ts";
import type { Touched } from "../core/schema-database.ts";
import type { Writes } from "../core/traces.ts";
import type { Rehearsed } from "./rehearsal.ts";

/** Whether a script's text is about this fact. */
export function isAbout({ paths, words }: Touched, fact: Fact): boolean {
  return paths.some((named) => isNamed(named, fact)) || words.has(fact.id.path.at(-1) ?? "");
}

/** One name is the thing's own, or a routine's, whose arguments follow; two are the thing's and of what is inside. */
function isNamed([outer, inner]: readonly string[], { id: { kind, path } }: Fact): boolean {
  if (inner !== undefined) return path.at(-1) === inner && path.includes(outer ?? "");
  return path.at(-1) === outer || (ROUTINES.has(kind) && path.at(-2) === outer);
}

const ROUTINES = new Set(["function", "procedure", "aggregate"]);

/** undefined: table, column, schema, function, object. */
const NOT_THERE = new Set(["42P01", "42703", "3F000", "42883", "42704"]);

/** Some of them failed for want of what none of them makes. */
export function standsOnMore(ran: readonly Rehearsed[]): boolean {
  return ran.some((one) => !one.ok && NOT_THERE.has(one.error.database?.code ?? ""));
}

/** What hangs on roles, or on the whole server: nothing stands on it. */
const NOT_A_BASE = new Set([
  "owner",
  "grant",
  "passed-grant",
  "default-privilege",
  "role",
  "membership",
  "security-label",
  "policy",
  "event-trigger",
  "subscription",
  "publication",
  "extension",
]);

/** The part of the live schema that no state of the replay knew and no script makes. */
export function baseOf(live: Schema, writes: readonly Writes[], touched: readonly Touched[]): Schema {
  const known = new Set(writes.flat().map(({ fact }) => topOf(fact)));
  const makes = touched.flatMap((script) => script.makes);
  const gone = new Set<FactKey>();
  for (const [key, fact] of live) {
    const made = makes.some((named) => isNamed(named, fact));
    if (known.has(topOf(fact)) || made || NOT_A_BASE.has(fact.id.kind)) gone.add(key);
  }
  // What needs something that is not there cannot be there either.
  for (let size = -1; size !== gone.size; ) {
    size = gone.size;
    for (const [key, { id, needs }] of live) {
      if (!needs.some((need) => gone.has(need))) continue;
      gone.add(key);
      // A serial column makes its sequence by itself.
      if (id.kind === "sequence-owner") gone.add(keyOf("sequence", id.path));
    }
  }
  return new Map([...live].filter(([key]) => !gone.has(key)));
}

function topOf({ id: { path } }: Fact): string {
  return path.slice(0, 2).join(".");
}
