// Where a fact is read about: a column, an index or a comment with its table, a sequence with the column that owns it.
import { type Fact, keyOf, type Schema } from "../core/fact.ts";

/** The fact that others are grouped under: itself, for what stands for itself. */
export function homeOf(fact: Fact, schema: Schema): Fact {
  const holder = holderOf(fact, schema);
  return holder ? homeOf(holder, schema) : fact;
}

/** What hangs on another fact, which is the first that it needs and that is not a schema. */
const PARTS = new Set([
  "column",
  "default",
  "constraint",
  "index",
  "index-attachment",
  "partition",
  "rule",
  "trigger",
  "trigger-state",
  "policy",
  "statistics",
  "domain-constraint",
  "user-mapping",
  "publication-table",
  "publication-schema",
]);
/** Those that hang on a schema, too. */
const ATTACHED = new Set(["comment", "owner", "grant", "passed-grant", "security-label"]);

function holderOf({ id: { kind, path }, needs }: Fact, schema: Schema): Fact | undefined {
  if (kind === "sequence" || kind === "sequence-owner") {
    const owner = schema.get(keyOf("sequence-owner", path));
    return owner && schema.get(String(owner.attributes.column));
  }
  if (ATTACHED.has(kind)) return needs[0] === undefined ? undefined : schema.get(needs[0]);
  if (!PARTS.has(kind)) return undefined;
  const holder = needs.find((key) => schema.get(key)?.id.kind !== "schema");
  return holder === undefined ? undefined : schema.get(holder);
}
