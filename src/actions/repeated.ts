// What repeatables make: it is theirs, whether the other side of a comparison knows it or not.
import type { FactKey, Schema } from "../core/fact.ts";
import type { SourceReading } from "../core/schema-database.ts";
import { begins } from "../core/without.ts";
import { HANGING } from "./step-objects.ts";

type Repeatables = Pick<SourceReading, "schema" | "repeated">;

/** With what the other side's repeatables make and this one does not know, where all that it needs is here. */
export function withRepeated(schema: Schema, other: Repeatables): Schema {
  const all = new Map(schema);
  let missing = [...repeatedIn(other)].filter((key) => !all.has(key));
  for (;;) {
    const ready = missing.flatMap((key) => {
      const fact = other.schema.get(key);
      return fact?.needs.every((needed) => all.has(needed)) ? [fact] : [];
    });
    if (ready.length === 0) return all;
    for (const fact of ready) all.set(fact.key, fact);
    missing = missing.filter((key) => !all.has(key));
  }
}

/** What only repeatables make, and what hangs on it. */
export function repeatedIn({ schema, repeated = [] }: Repeatables): ReadonlySet<FactKey> {
  const keys = new Set<FactKey>();
  if (repeated.length === 0) return keys;
  for (const fact of schema.values()) if (repeated.some((start) => begins(fact, start))) keys.add(fact.key);
  for (const { key, id, needs } of schema.values())
    if (HANGING.has(id.kind) && needs.some((needed) => keys.has(needed))) keys.add(key);
  return keys;
}
