// What is like a table: the kind that each letter of pg_class.relkind stands for.
import { type Fact, type FactKey, keyOf, type Schema } from "../../core/fact.ts";
import type { Fate, Scene } from "../../core/kind.ts";
import { list } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";

const KIND_OF: Readonly<Record<string, string>> = {
  r: "table",
  p: "table",
  f: "foreign-table",
  v: "view",
  m: "materialized-view",
};

/** Key of the relation that something is on. */
export function relationKey(letter: string | null | undefined, path: readonly string[]): FactKey {
  return keyOf(KIND_OF[letter ?? ""] ?? "table", path.slice(0, 2));
}

/** Key of the table or foreign table with this name. */
export function tableKey(path: readonly string[], schema: Schema): FactKey {
  const foreign = keyOf("foreign-table", path.slice(0, 2));
  return schema.has(foreign) ? foreign : keyOf("table", path.slice(0, 2));
}

export function isPartitioned(table: FactKey, schema: Schema): boolean {
  return (schema.get(table)?.attributes.partitionBy ?? null) !== null;
}

/** Key of the parent of a table that is a partition. */
export function partitionParent(path: readonly string[], schema: Schema): FactKey | undefined {
  const parent = schema.get(partitionKey(path))?.attributes.parent;
  return typeof parent === "string" ? parent : undefined;
}

export function partitionKey(path: readonly string[]): FactKey {
  return keyOf("partition", path.slice(0, 2));
}

/** Tables that are partitioned by one of these columns, whose type nothing changes while it is a key. */
export function partitionedBy(columns: readonly Fact[], { from }: Scene): readonly FactKey[] {
  return columns.flatMap(({ id }) => {
    const table = from.get(keyOf("table", id.path.slice(0, 2)));
    return list(table?.spelling?.keyColumns).includes(id.path[2] as string)
      ? [keyOf("table", id.path.slice(0, 2))]
      : [];
  });
}

/** An index, or a constraint with one, needs its parent's; the two are parted where its table is detached. */
export function fateOfAttached({ id }: Fact, needed: Fact, scene: Scene): Fate {
  const attachment = scene
    .dependents(needed.key)
    .find(
      ({ id: other, attributes }) =>
        other.kind === "index-attachment" &&
        attributes.parent === needed.key &&
        other.path[0] === id.path[0] &&
        other.path[1] === id.path.at(-1),
    );
  if (!attachment) return "rebuild";
  return scene.isGone(String(attachment.attributes.partition)) ? "stay" : "rebuild";
}

/** Key of the index or constraint whose drop takes the attached `index` with it: not where its table is detached. */
export function attachedTo(index: readonly string[], scene: Scene): readonly FactKey[] {
  const attachment = scene.from.get(keyOf("index-attachment", index))?.attributes;
  return attachment && !scene.isGone(String(attachment.partition)) ? [String(attachment.parent)] : [];
}

/** Relations that hold rows or a query, of users' own; `relation` is the alias of pg_class. */
export function lasting(relation: Sql): Sql {
  return sql`${relation}.relpersistence <> 't'`;
}
