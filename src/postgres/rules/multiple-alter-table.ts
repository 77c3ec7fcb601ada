// Several ALTER TABLE of one table that could be one.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const multipleAlterTable = rule({
  name: "multiple-alter-table",
  hazards: ["multiple-alter-table"],
  gravity: "S4",
  on: ["AlterTableStmt"],
  why: "Each statement waits for the lock anew where they are not in one transaction, and reads or writes the table anew where it must.",
  instead: "write them as one statement, its commands between commas",
  bad: `alter table users add column a int;
alter table users add column b int;
`,
  good: "alter table users add column a int, add column b int;",
  statement(statement, { scene, report, file }) {
    const { node } = statement;
    if (!node || !("AlterTableStmt" in node) || node.AlterTableStmt.objtype !== "OBJECT_TABLE") return;
    const table = named(node.AlterTableStmt.relation);
    const [first] = statement.commands;
    if (scene.isNew(table) || first?.subtype === "AT_ValidateConstraint") return;
    const before = file.statements[statement.index - 1];
    if (
      !before ||
      before.transaction !== statement.transaction ||
      !before.node ||
      !("AlterTableStmt" in before.node)
    )
      return;
    if (before.node.AlterTableStmt.objtype !== "OBJECT_TABLE") return;
    const [previous] = before.commands;
    // VALIDATE takes a weaker lock and belongs elsewhere.
    if (
      scene.key(named(before.node.AlterTableStmt.relation)) !== scene.key(table) ||
      previous?.subtype === "AT_ValidateConstraint"
    )
      return;
    report({
      message: `could be one statement with the ALTER TABLE ${shown(table)} before it`,
      at: node.AlterTableStmt.relation?.location,
    });
  },
});
