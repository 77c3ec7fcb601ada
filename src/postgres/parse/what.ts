// What a statement makes or undoes, in terms by which its effect can be looked for.
import type { AlterTableCmd, Node, RangeVar, ReindexObjectType } from "libpg-query";
import type { Named, ReindexScope, What } from "./nature.ts";
import { findOption, isOn } from "./options.ts";
import { names } from "./walk.ts";

const OTHER: What = { kind: "other" };
const SCOPES: Readonly<Record<ReindexObjectType, ReindexScope>> = {
  REINDEX_OBJECT_INDEX: "index",
  REINDEX_OBJECT_TABLE: "table",
  REINDEX_OBJECT_SCHEMA: "schema",
  REINDEX_OBJECT_SYSTEM: "system",
  REINDEX_OBJECT_DATABASE: "database",
};

export function whatOf(node: Node): What {
  return concurrent(node) ?? cluster(node) ?? rest(node);
}

/** What runs beside other work, outside of transactions. */
function concurrent(node: Node): What | null {
  if ("IndexStmt" in node && node.IndexStmt.concurrent) {
    const { idxname, relation, if_not_exists } = node.IndexStmt;
    return {
      kind: "create-index-concurrently",
      ...(idxname === undefined ? {} : { index: idxname }),
      table: named(relation),
      ifNotExists: if_not_exists === true,
      node: node.IndexStmt,
    };
  }
  if ("DropStmt" in node && node.DropStmt.concurrent) {
    const { objects, missing_ok } = node.DropStmt;
    const dropped = (objects ?? []).map((object) =>
      namedBy("List" in object ? object.List.items : undefined),
    );
    return { kind: "drop-index-concurrently", names: dropped, ifExists: missing_ok === true };
  }
  if ("ReindexStmt" in node) {
    const { kind, relation, name, params } = node.ReindexStmt;
    const target = relation ? named(relation) : name === undefined ? undefined : { name };
    return {
      kind: "reindex",
      concurrently: isOn(params, "concurrently", false),
      scope: SCOPES[kind ?? "REINDEX_OBJECT_DATABASE"],
      ...(target ? { target } : {}),
    };
  }
  return "AlterTableStmt" in node ? detach(node.AlterTableStmt.relation, node.AlterTableStmt.cmds) : null;
}

/** What belongs to the whole cluster, or reaches out of the database. */
function cluster(node: Node): What | null {
  if ("CreatedbStmt" in node) return { kind: "create-database", name: node.CreatedbStmt.dbname ?? "" };
  if ("DropdbStmt" in node) return { kind: "drop-database", name: node.DropdbStmt.dbname ?? "" };
  if ("CreateTableSpaceStmt" in node) {
    return { kind: "create-tablespace", name: node.CreateTableSpaceStmt.tablespacename ?? "" };
  }
  if ("DropTableSpaceStmt" in node) {
    return { kind: "drop-tablespace", name: node.DropTableSpaceStmt.tablespacename ?? "" };
  }
  if ("CreateSubscriptionStmt" in node) {
    return { kind: "create-subscription", name: node.CreateSubscriptionStmt.subname ?? "" };
  }
  if ("AlterSubscriptionStmt" in node) {
    return { kind: "alter-subscription", name: node.AlterSubscriptionStmt.subname ?? "" };
  }
  if ("DropSubscriptionStmt" in node) {
    return { kind: "drop-subscription", name: node.DropSubscriptionStmt.subname ?? "" };
  }
  if ("AlterDatabaseStmt" in node && findOption(node.AlterDatabaseStmt.options, "tablespace")) {
    return { kind: "alter-database-tablespace", name: node.AlterDatabaseStmt.dbname ?? "" };
  }
  return "AlterSystemStmt" in node ? { kind: "alter-system" } : null;
}

function rest(node: Node): What {
  if ("AlterEnumStmt" in node) {
    const { typeName, newVal, oldVal, skipIfNewValExists } = node.AlterEnumStmt;
    if (newVal === undefined || oldVal !== undefined) return OTHER;
    const ifNotExists = skipIfNewValExists === true;
    return { kind: "alter-type-add-value", type: namedBy(typeName), value: newVal, ifNotExists };
  }
  if ("CopyStmt" in node) {
    const { is_from, filename, is_program, relation } = node.CopyStmt;
    const fromClient = is_from === true && filename === undefined && is_program !== true;
    return fromClient ? { kind: "copy-from-client", table: named(relation) } : OTHER;
  }
  if ("VacuumStmt" in node && node.VacuumStmt.is_vacuumcmd) return { kind: "vacuum" };
  if ("ClusterStmt" in node) return { kind: "cluster" };
  if ("CallStmt" in node) return { kind: "call" };
  return "DoStmt" in node ? { kind: "do" } : OTHER;
}

function detach(parent: RangeVar | undefined, commands: readonly Node[] | undefined): What | null {
  for (const command of commands ?? []) {
    const found = "AlterTableCmd" in command ? detachOf(parent, command.AlterTableCmd) : null;
    if (found) return found;
  }
  return null;
}

function detachOf(parent: RangeVar | undefined, { subtype, def }: AlterTableCmd): What | null {
  if (!def || !("PartitionCmd" in def)) return null;
  const both = { parent: named(parent), partition: named(def.PartitionCmd.name) };
  if (subtype === "AT_DetachPartitionFinalize") return { kind: "detach-finalize", ...both };
  const concurrently = subtype === "AT_DetachPartition" && def.PartitionCmd.concurrent === true;
  return concurrently ? { kind: "detach-partition-concurrently", ...both } : null;
}

function named(relation: RangeVar | undefined): Named {
  const { schemaname, relname } = relation ?? {};
  return schemaname === undefined ? { name: relname ?? "" } : { schema: schemaname, name: relname ?? "" };
}

function namedBy(list: readonly Node[] | undefined): Named {
  const parts = names(list);
  const [name = "", schema] = parts.toReversed();
  return schema === undefined ? { name } : { schema, name };
}
