// Takes a statement's effect into the scene: what it makes, renames and drops.
import type { CreateStmt, DropStmt, Node } from "libpg-query";
import { names } from "../parse/walk.ts";
import { alterTable } from "./apply-alter.ts";
import { move, RELATIONS, rename } from "./apply-rename.ts";
import { isTaken, keyConstraints, newColumn, newConstraint } from "./apply-table.ts";
import { takesExclusive } from "./effects.ts";
import { inventedName } from "./invented-name.ts";
import type { LintStatement } from "./lint-statement.ts";
import { type Named, named, namedBy, objectName } from "./names.ts";
import type { Relation, Scene } from "./scene.ts";

export function apply(statement: LintStatement, scene: Scene): void {
  const { node } = statement;
  if (node === null) return;
  hold(statement, scene);
  if ("CreateStmt" in node) createTable(statement, node.CreateStmt, scene);
  else if ("AlterTableStmt" in node) alterTable(statement, scene);
  else if ("DropStmt" in node) drop(node.DropStmt, scene);
  else if ("IndexStmt" in node) createIndex(node, scene);
  else if ("RenameStmt" in node) rename(node.RenameStmt, scene);
  else others(statement, node, scene);
}

function hold(statement: LintStatement, scene: Scene): void {
  for (const key of takesExclusive(statement, scene)) {
    const held = scene.held.get(statement.transaction);
    if (held) held.add(key);
    else scene.held.set(statement.transaction, new Set([key]));
  }
}

function others(statement: LintStatement, node: Node, scene: Scene): void {
  if ("CreateTableAsStmt" in node) {
    const { into, objtype } = node.CreateTableAsStmt;
    const kind = objtype === "OBJECT_MATVIEW" ? "matview" : "table";
    scene.know(empty(named(into?.rel), { kind, scene, temporary: into?.rel?.relpersistence === "t" }));
  } else if ("ViewStmt" in node) {
    const { view } = node.ViewStmt;
    scene.know(empty(named(view), { kind: "view", scene, temporary: view?.relpersistence === "t" }));
  } else if ("CreateForeignTableStmt" in node) {
    const relation = named(node.CreateForeignTableStmt.base?.relation);
    const made = empty(relation, { kind: "foreign", scene, temporary: false });
    fill(made, statement, scene);
    scene.know(made);
  } else if ("CreateEnumStmt" in node) {
    scene.types.set(scene.key(namedBy(node.CreateEnumStmt.typeName)), scene.file);
  } else if ("CreateDomainStmt" in node) {
    scene.types.set(scene.key(namedBy(node.CreateDomainStmt.domainname)), scene.file);
  } else if ("AlterEnumStmt" in node) {
    const { typeName, newVal, oldVal } = node.AlterEnumStmt;
    const transaction = `${scene.file}:${statement.transaction}`;
    if (newVal !== undefined && oldVal === undefined && !scene.isNewType(namedBy(typeName))) {
      scene.newValues.set(newVal, transaction);
    }
  } else if ("CreatePolicyStmt" in node) {
    const { table, policy_name, cmd_name, permissive, qual, with_check, roles = [] } = node.CreatePolicyStmt;
    scene.relation(named(table))?.policies.push({
      name: policy_name ?? "",
      command: cmd_name ?? "all",
      permissive: permissive === true,
      roles: roles.map((role) => ("RoleSpec" in role ? (role.RoleSpec.rolename ?? "public") : "public")),
      using: qual,
      check: with_check,
    });
  } else if ("AlterObjectSchemaStmt" in node) {
    const { relation, newschema } = node.AlterObjectSchemaStmt;
    if (relation && newschema !== undefined) move(scene, named(relation), { schema: newschema });
  } else if ("VariableSetStmt" in node && node.VariableSetStmt.name === "search_path") {
    const [first] = node.VariableSetStmt.args ?? [];
    const value = first && "A_Const" in first ? first.A_Const.sval?.sval : undefined;
    if (value !== undefined && value !== "") scene.schema = value;
  } else if ("AlterDefaultPrivilegesStmt" in node) {
    const { options } = node.AlterDefaultPrivilegesStmt;
    for (const option of options ?? []) {
      if (!("DefElem" in option) || option.DefElem.defname !== "schemas") continue;
      const list = option.DefElem.arg;
      for (const schema of list && "List" in list ? names(list.List.items) : []) {
        scene.defaultPrivileges.add(schema);
      }
    }
  }
}

export function empty(
  name: Named,
  of: { readonly kind: Relation["kind"]; readonly scene: Scene; readonly temporary: boolean },
): Relation {
  return {
    schema: name.schema ?? of.scene.schema,
    name: name.name,
    kind: of.kind,
    madeIn: of.scene.file,
    temporary: of.temporary,
    partitioned: false,
    whole: false,
    columns: new Map(),
    constraints: [],
    indexes: [],
    policies: [],
    rowSecurity: false,
    forced: false,
    hasDefaultPartition: false,
  };
}

function createTable(statement: LintStatement, create: CreateStmt, scene: Scene): void {
  const name = named(create.relation);
  // With IF NOT EXISTS the table that is there stays as it is.
  if (create.if_not_exists && scene.relation(name)) return;
  const parents = (create.inhRelations ?? []).flatMap((node) =>
    "RangeVar" in node ? [named(node.RangeVar)] : [],
  );
  const partitionOf = create.partbound ? parents[0] : undefined;
  const like = (create.tableElts ?? []).some((element) => "TableLikeClause" in element);
  const keys = (create.partspec?.partParams ?? []).map((node) =>
    "PartitionElem" in node ? node.PartitionElem.name : undefined,
  );
  const made: Relation = {
    ...empty(name, { kind: "table", scene, temporary: create.relation?.relpersistence === "t" }),
    partitioned: create.partspec !== undefined,
    ...(create.partspec ? { partitionKey: keys.every((key) => key !== undefined) ? keys : null } : {}),
    partitionOf,
    whole: parents.length === 0 && !like && create.ofTypename === undefined,
  };
  fill(made, statement, scene);
  scene.know(made);
  if (create.partbound?.is_default && partitionOf) {
    const parent = scene.relation(partitionOf);
    if (parent) parent.hasDefaultPartition = true;
  }
}

function fill(made: Relation, statement: LintStatement, scene: Scene): void {
  for (const column of statement.newColumns) newColumn(made, column);
  const madeIn = `${scene.file}:${statement.transaction}`;
  for (const constraint of statement.newConstraints) newConstraint(made, constraint, madeIn);
  keyConstraints(made);
}

function createIndex(node: Extract<Node, { readonly IndexStmt: unknown }>, scene: Scene): void {
  const {
    idxname,
    relation,
    indexParams = [],
    unique,
    whereClause,
    accessMethod,
    if_not_exists,
  } = node.IndexStmt;
  const table = named(relation);
  const known = scene.relation(table);
  const elements = indexParams.flatMap((param) => ("IndexElem" in param ? [param.IndexElem] : []));
  const said = elements.map((element) => element.name ?? "expr");
  const name =
    idxname ??
    (known &&
      inventedName({ table: known.name, columns: said, label: "idx" }, (taken) => isTaken(known, taken)));
  const key = name === undefined ? undefined : scene.key({ schema: table.schema, name });
  // With IF NOT EXISTS the index that is there stays as it is.
  if (key !== undefined && if_not_exists && scene.indexes.has(key)) return;
  const columns = elements.map(({ name }) => name ?? "");
  known?.indexes.push({
    name,
    columns,
    unique: unique === true,
    partial: whereClause !== undefined,
    skipsNulls: skipsOnlyNulls(whereClause, columns),
    method: accessMethod ?? "btree",
    plain: elements.every(({ name, opclass, ordering }) => name && !opclass && ordering !== "SORTBY_DESC"),
  });
  if (key !== undefined && !scene.indexes.has(key))
    scene.indexes.set(key, { table: scene.key(table), madeIn: scene.file });
}

/** `where column is not null` leaves out no row that `column = value` finds, and PostgreSQL knows it. */
export function skipsOnlyNulls(where: Node | undefined, columns: readonly string[]): boolean {
  if (where === undefined) return true;
  if ("BoolExpr" in where && where.BoolExpr.boolop === "AND_EXPR")
    return (where.BoolExpr.args ?? []).every((part) => skipsOnlyNulls(part, columns));
  if (!("NullTest" in where) || where.NullTest.nulltesttype !== "IS_NOT_NULL") return false;
  const { arg } = where.NullTest;
  return (
    arg !== undefined && "ColumnRef" in arg && columns.includes(names(arg.ColumnRef.fields).at(-1) ?? "")
  );
}

function drop({ removeType, objects = [] }: DropStmt, scene: Scene): void {
  for (const object of objects) {
    const name = objectName(object);
    const key = scene.key(name);
    if (removeType === "OBJECT_INDEX") {
      const found = scene.indexes.get(key);
      const table = found && scene.relations.get(found.table);
      if (table) table.indexes = table.indexes.filter((index) => index.name !== name.name);
      scene.indexes.delete(key);
    } else if (removeType === "OBJECT_TYPE" || removeType === "OBJECT_DOMAIN") scene.types.delete(key);
    else if (removeType === "OBJECT_POLICY") dropPolicy(object, scene);
    else if (removeType === "OBJECT_SCHEMA") {
      for (const [at, { schema }] of scene.relations) if (schema === name.name) scene.relations.delete(at);
    } else if (RELATIONS.has(removeType ?? "")) scene.relations.delete(key);
  }
}

/** The last part is the policy's name, the ones before it are its table's. */
function dropPolicy(object: Node, scene: Scene): void {
  const parts = "List" in object ? names(object.List.items) : [];
  const [policy, table = "", schema] = parts.toReversed();
  const found = scene.relation({ schema, name: table });
  if (found) found.policies = found.policies.filter(({ name }) => name !== policy);
}
