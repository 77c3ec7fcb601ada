// A table without its schema.
import { named, objectName, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const requireTableSchema = rule({
  name: "require-table-schema",
  hazards: ["unqualified-table"],
  gravity: "S4",
  optIn: true,
  on: ["CreateStmt", "AlterTableStmt", "DropStmt", "CreateTableAsStmt"],
  why: "Which table is meant depends on the search_path of whoever runs the file.",
  instead: "write the schema before it: public.users",
  bad: "create table users (id bigint primary key);",
  good: "create table public.users (id bigint primary key);",
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node) return;
    const relation =
      "CreateStmt" in node
        ? node.CreateStmt.relation
        : "AlterTableStmt" in node
          ? node.AlterTableStmt.relation
          : "CreateTableAsStmt" in node
            ? node.CreateTableAsStmt.into?.rel
            : undefined;
    if (
      relation &&
      relation.relpersistence !== "t" &&
      relation.schemaname === undefined &&
      !scene.relation(named(relation))?.temporary
    )
      report({
        message: `which ${relation.relname} is meant depends on the search_path`,
        at: relation.location,
      });
    if (!("DropStmt" in node) || node.DropStmt.removeType !== "OBJECT_TABLE") return;
    const bare = (node.DropStmt.objects ?? []).map(objectName).filter(({ schema }) => schema === undefined);
    if (bare.length > 0)
      report({ message: `which ${bare.map(shown).join(", ")} is meant depends on the search_path` });
  },
});
