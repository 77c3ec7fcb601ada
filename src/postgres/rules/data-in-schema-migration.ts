// Rows and schema are changed in one file.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const dataInSchemaMigration = rule({
  name: "data-in-schema-migration",
  hazards: ["data-in-schema-migration"],
  gravity: "S4",
  on: ["UpdateStmt", "DeleteStmt", "InsertStmt"],
  why: "A schema change should be short, a change of rows may take long; together both hold their locks for as long.",
  instead: "put the rows into a migration of their own (`godwit new --data`)",
  bad: `alter table users add column age int;
delete from sessions where ended_at < '2020-01-01';
`,
  good: "alter table users add column age int;",
  statement(statement, { scene, report, file, once }) {
    const { node } = statement;
    if (!node) return;
    const relation =
      "UpdateStmt" in node
        ? node.UpdateStmt.relation
        : "DeleteStmt" in node
          ? node.DeleteStmt.relation
          : "InsertStmt" in node
            ? node.InsertStmt.relation
            : undefined;
    if (!relation || scene.isNew(named(relation))) return;
    if (file.altering.has(statement.transaction) && once("file"))
      report({
        message: `rows of ${shown(named(relation))} change together with the schema`,
        at: relation.location,
      });
  },
});
