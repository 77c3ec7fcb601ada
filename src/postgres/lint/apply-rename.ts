// Takes new names into the scene, also where indexes, constraints and columns hold the old ones.
import type { RenameStmt } from "libpg-query";
import { type Named, named, objectName } from "./names.ts";
import type { Relation, Scene } from "./scene.ts";

export function rename(statement: RenameStmt, scene: Scene): void {
  const { renameType, relation, object, subname = "", newname = "" } = statement;
  const table = scene.relation(named(relation));
  if (renameType === "OBJECT_COLUMN") {
    if (table) renameColumn(table, subname, newname);
  } else if (renameType === "OBJECT_TABCONSTRAINT") {
    if (table) renameConstraint(scene, table, { from: subname, to: newname });
  } else if (renameType === "OBJECT_INDEX") renameIndex(scene, named(relation), newname);
  else if (renameType === "OBJECT_TYPE" || renameType === "OBJECT_DOMAIN") {
    if (object) renameUserType(scene, objectName(object), newname);
  } else if (RELATIONS.has(renameType ?? "")) move(scene, named(relation), { name: newname });
}

export const RELATIONS = new Set(["OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_FOREIGN_TABLE"]);

function renameColumn(table: Relation, from: string, to: string): void {
  const column = table.columns.get(from);
  if (column) {
    table.columns.delete(from);
    table.columns.set(to, { ...column, name: to });
  }
  const renamed = (columns: readonly string[]) => columns.map((name) => (name === from ? to : name));
  table.indexes = table.indexes.map((index) => ({ ...index, columns: renamed(index.columns) }));
  table.constraints = table.constraints.map((constraint) => ({
    ...constraint,
    columns: renamed(constraint.columns),
    ...(constraint.notNullOf === from ? { notNullOf: to } : {}),
  }));
}

interface Renamed {
  readonly from: string;
  readonly to: string;
}

/** The index of a key has its name. */
function renameConstraint(scene: Scene, table: Relation, { from, to }: Renamed): void {
  const withName = <Part extends { readonly name?: string | undefined }>(part: Part): Part =>
    part.name === from ? { ...part, name: to } : part;
  table.constraints = table.constraints.map(withName);
  table.indexes = table.indexes.map(withName);
  const [before, after] = [from, to].map((name) => scene.key({ schema: table.schema, name })) as [
    string,
    string,
  ];
  const found = scene.indexes.get(before);
  if (found) scene.indexes.set(after, found);
  scene.indexes.delete(before);
}

function renameIndex(scene: Scene, index: Named, to: string): void {
  const at = scene.indexes.get(scene.key(index))?.table;
  const schema = index.schema ?? scene.schema;
  const table =
    (at === undefined ? undefined : scene.relations.get(at)) ??
    [...scene.relations.values()].find(
      (one) => one.schema === schema && one.indexes.some(({ name }) => name === index.name),
    );
  if (table) renameConstraint(scene, table, { from: index.name, to });
}

function renameUserType(scene: Scene, type: Named, to: string): void {
  const before = scene.key(type);
  const madeIn = scene.types.get(before);
  scene.types.delete(before);
  if (madeIn !== undefined) scene.types.set(scene.key({ schema: type.schema, name: to }), madeIn);
  for (const { columns } of scene.relations.values()) {
    for (const [at, column] of columns) {
      if (column.type.name !== type.name || scene.key(column.type) !== before) continue;
      columns.set(at, { ...column, type: { ...column.type, name: to } });
    }
  }
}

export function move(scene: Scene, from: Named, to: Partial<Pick<Relation, "schema" | "name">>): void {
  const found = scene.relation(from);
  if (!found) return;
  const before = scene.key(from);
  scene.relations.delete(before);
  Object.assign(found, to);
  scene.know(found);
  // It is the same relation that is locked.
  const after = `${found.schema}.${found.name}`;
  for (const keys of scene.held.values()) if (keys.delete(before)) keys.add(after);
}
