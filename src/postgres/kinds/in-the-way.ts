// What must go for a moment while columns get another form of the same type or collation.
import type { Fact, FactKey } from "../../core/fact.ts";
import type { Fate } from "../../core/kind.ts";

/** What becomes of `dependent` of `changed`, which is made anew under its name and handed to its columns. */
export function inTheWay(changed: FactKey, dependent: Fact): Fate {
  const {
    id: { kind, path },
    attributes,
    needs,
  } = dependent;
  const direct = needs.includes(changed);
  if (kind === "column") return attributes.generated ? "rebuild" : "pass";
  if (CARRIED.has(kind)) return "pass";
  // PostgreSQL builds these again itself, unless they hold a constant of the type or compare two columns.
  if (changed.startsWith("range ") && (kind === "constraint" || kind === "index")) return "rebuild";
  if (kind === "constraint") {
    return direct || String(attributes.definition).startsWith("FOREIGN KEY") ? "rebuild" : "stay";
  }
  if (kind === "index" || kind === "statistics") return direct ? "rebuild" : "stay";
  // Comments and grants go with the old type; those of columns stay.
  if (HANGING.has(kind)) return REMADE.has(path[0] as string) ? "rebuild" : "stay";
  return STAYING.has(kind) ? "stay" : "rebuild";
}

/** PostgreSQL refuses to change a column's type under these; indexes and constraints it makes again itself. */
export const REBUILT_FOR_A_TYPE: ReadonlySet<string> = new Set([
  "view",
  "materialized-view",
  "rule",
  "policy",
  "trigger",
  "function",
  "procedure",
  "publication-table",
]);

/** Types made of other types: they are carried along. */
export const CARRIED: ReadonlySet<string> = new Set(["domain", "composite", "range"]);
const REMADE = new Set([...CARRIED, "enum", "collation"]);
const HANGING = new Set(["comment", "owner", "grant", "passed-grant", "security-label"]);
const STAYING = new Set([
  "table",
  "foreign-table",
  "partition",
  "sequence",
  "sequence-owner",
  "index-attachment",
]);
