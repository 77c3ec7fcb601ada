// What a column's new type does to what needs the column.
import type { Fact, Schema } from "../../core/fact.ts";
import type { FactChange, Fate, Scene } from "../../core/kind.ts";
import { sameBase } from "./column-type.ts";
import { REBUILT_FOR_A_TYPE } from "./in-the-way.ts";

export function columnDisturbs({ attributes, from, to }: FactChange, dependent: Fact, scene: Scene): Fate {
  if (!attributes.includes("type") && !attributes.includes("collation")) return "stay";
  if (dependent.id.kind === "default")
    return sameBase(String(from.attributes.type), String(to.attributes.type)) ? "stay" : "rebuild";
  if (REBUILT_FOR_A_TYPE.has(dependent.id.kind) || dependent.attributes.generated) return "rebuild";
  return mixesTypes(dependent, scene) ? "rebuild" : "stay";
}

/**
 * An index over an expression of several columns whose types change one after the other: after the first the server
 * prints a cast into the expression, and keeps it.
 */
function mixesTypes({ id, attributes, needs }: Fact, { from, to }: Pick<Scene, "from" | "to">): boolean {
  if (id.kind !== "index" || !/ USING \S+ \(.*\(/s.test(String(attributes.definition))) return false;
  return needs.filter((key) => typeIn(from, key) !== typeIn(to, key)).length > 1;
}

function typeIn(schema: Schema, key: string): unknown {
  const fact = schema.get(key);
  return fact?.id.kind === "column" ? fact.attributes.type : undefined;
}
