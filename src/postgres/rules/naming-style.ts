// A name that must be quoted wherever it is used.
import { rule } from "../lint/sql-rule.ts";

export const namingStyle = rule({
  name: "naming-style",
  hazards: ["naming-style"],
  gravity: "S4",
  on: ["CreateStmt", "AlterTableStmt", "IndexStmt", "CreateSchemaStmt", "CreateTableAsStmt", "ViewStmt"],
  why: "A name with capitals, blanks or signs must be written in double quotes in every query.",
  instead: "use lower-case letters, digits and underscores",
  bad: 'create table "Users" (id bigint primary key);',
  good: "create table users (id bigint primary key);",
  statement(statement, { report }) {
    const { node } = statement;
    if (!node) return;
    const made: (string | undefined)[] = statement.newColumns.map(({ column }) => column.colname);
    made.push(...statement.newConstraints.map(({ constraint }) => constraint.conname));
    if ("CreateStmt" in node) made.push(node.CreateStmt.relation?.relname);
    if ("IndexStmt" in node) made.push(node.IndexStmt.idxname);
    if ("CreateSchemaStmt" in node) made.push(node.CreateSchemaStmt.schemaname);
    if ("ViewStmt" in node) made.push(node.ViewStmt.view?.relname);
    const odd = made.filter(
      (name) => name !== undefined && !/^[a-z_\u0080-\uffff][a-z0-9_$\u0080-\uffff]*$/.test(name),
    );
    if (odd.length > 0) report({ message: `${odd.join(", ")} must be quoted wherever it is used` });
  },
});
