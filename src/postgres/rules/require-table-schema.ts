// A table without its schema.
import type { Node, RangeVar } from "libpg-query";
import { named, objectName, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const requireTableSchema = rule({
  name: "require-table-schema",
  hazards: ["unqualified-table"],
  gravity: "S4",
  optIn: true,
  on: [
    "CreateStmt",
    "AlterTableStmt",
    "DropStmt",
    "CreateTableAsStmt",
    "IndexStmt",
    "InsertStmt",
    "UpdateStmt",
    "DeleteStmt",
    "CreateTrigStmt",
  ],
  why: "Which table is meant depends on the search_path of whoever runs the file.",
  instead: "write the schema before it: public.users",
  bad: "create table users (id bigint primary key);",
  good: "create table public.users (id bigint primary key);",
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node) return;
    const relation = relationOf(node);
    if (relation && relation.relpersistence !== "t" && relation.schemaname === undefined) {
      if (scene.relation(named(relation))?.temporary) return;
      report({
        message: `which ${relation.relname} is meant depends on the search_path`,
        at: relation.location,
      });
    }
    if (!("DropStmt" in node) || node.DropStmt.removeType !== "OBJECT_TABLE") return;
    const bare = (node.DropStmt.objects ?? []).map(objectName).filter(({ schema }) => schema === undefined);
    if (bare.length > 0)
      report({ message: `which ${bare.map(shown).join(", ")} is meant depends on the search_path` });
  },
});

/** The table that a statement is about. */
function relationOf(node: Node): RangeVar | undefined {
  if ("CreateStmt" in node) return node.CreateStmt.relation;
  if ("AlterTableStmt" in node) return node.AlterTableStmt.relation;
  if ("CreateTableAsStmt" in node) return node.CreateTableAsStmt.into?.rel;
  if ("IndexStmt" in node) return node.IndexStmt.relation;
  if ("InsertStmt" in node) return node.InsertStmt.relation;
  if ("UpdateStmt" in node) return node.UpdateStmt.relation;
  if ("DeleteStmt" in node) return node.DeleteStmt.relation;
  return "CreateTrigStmt" in node ? node.CreateTrigStmt.relation : undefined;
}
