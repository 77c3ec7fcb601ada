// Columns of partitions and of children: which changes their parent's column makes for them.
import { type FactId, type FactKey, keyOf } from "../../core/fact.ts";
import type { Scene } from "../../core/kind.ts";
import type { ColumnAttributes } from "./column-attributes.ts";
import { partitionKey, tableKey } from "./relation.ts";

/** A child's column is made, changed and dropped with its parent's, when it is one already or becomes one before. */
export function followsParent(
  path: readonly string[],
  scene: Scene,
  attributes: readonly (keyof ColumnAttributes)[],
): boolean {
  const parent = parentOf(path, scene.to);
  return (
    parent !== undefined &&
    (parent === parentOf(path, scene.from) || isAlike(path, parent, { scene, attributes })) &&
    !scene.isNew(parent) &&
    !scene.isNew(partitionKey(path)) &&
    attributes.some(
      (name) => scene.from.get(parent)?.attributes[name] !== scene.to.get(parent)?.attributes[name],
    )
  );
}

/** A table inherits from another one before columns change: those that are alike then change together. */
function isAlike(
  path: readonly string[],
  parent: string,
  {
    scene: { from },
    attributes,
  }: { readonly scene: Scene; readonly attributes: readonly (keyof ColumnAttributes)[] },
): boolean {
  const [own, parents] = [from.get(keyOf("column", path))?.attributes, from.get(parent)?.attributes];
  return (
    own !== undefined && parents !== undefined && attributes.every((name) => own[name] === parents[name])
  );
}

export function comesFromParent(path: readonly string[], scene: Scene): boolean {
  const parent = parentOf(path, scene.to);
  return parent !== undefined && !scene.isNew(partitionKey(path)) && !scene.isNew(tableKey(path, scene.to));
}

export function losesWithParent(path: readonly string[], scene: Scene): boolean {
  const parent = parentOf(path, scene.from);
  return parent !== undefined && scene.isGone(parent) && !scene.isGone(partitionKey(path));
}

/** A typed table's columns are made, changed and dropped with its type's. */
export function followsType(path: readonly string[], scene: Scene): boolean {
  const table = keyOf("table", path.slice(0, 2));
  const type = scene.from.get(table)?.attributes.ofType ?? null;
  return type !== null && type === scene.to.get(table)?.attributes.ofType && !scene.isNew(table);
}

/** A column that such a table has from its type as soon as it is made, or when its type gets it. */
export function comesFromType(path: readonly string[], scene: Scene): boolean {
  const table = keyOf("table", path.slice(0, 2));
  return (
    followsType(path, scene) ||
    (scene.isNew(table) && (scene.to.get(table)?.attributes.ofType ?? null) !== null)
  );
}

/** The same column of a table that this one's table is a partition or a child of. */
export function parentOf(path: readonly string[], schema: Scene["to"]): string | undefined {
  const needs = schema.get(keyOf("column", path))?.needs ?? [];
  return needs.find((key) => {
    const needed = schema.get(key);
    return needed?.id.kind === "column" && needed.id.path.slice(0, 2).join() !== path.slice(0, 2).join();
  });
}

/**
 * Columns or constraints of that name that children have as their own: made after their parent's they would not be that,
 * and dropped before it they would be held.
 */
export function ownBelow({ kind, path }: FactId, scene: Scene, side: "from" | "to"): readonly FactKey[] {
  const stays = (table: FactKey): boolean =>
    scene.from.has(table) && scene.to.has(table) && !scene.isNew(table) && !scene.isGone(table);
  const table = keyOf("table", path.slice(0, 2));
  if (!stays(table)) return [];
  const below = side === "to" ? scene.dependentsAfter(table) : scene.dependents(table);
  return below.flatMap(({ id, key }): readonly FactKey[] => {
    if (id.kind !== "table" || !stays(key) || scene[side].has(partitionKey(id.path))) return [];
    const child = [...id.path, path[2] as string];
    const own = keyOf(kind, child);
    return [
      ...(scene[side].get(own)?.attributes.inherited === false ? [own] : []),
      ...ownBelow({ kind, path: child }, scene, side),
    ];
  });
}
