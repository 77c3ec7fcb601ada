// A schema gets another name.
import { rule } from "../lint/sql-rule.ts";

export const renameSchema = rule({
  name: "rename-schema",
  hazards: ["rename-schema", "backward-incompatible"],
  gravity: "S2",
  on: ["OBJECT_SCHEMA"],
  why: "Every query that names the old schema fails, and so does every search_path.",
  instead: "create the new schema and move one thing after the other",
  bad: "alter schema billing rename to payments;",
  good: "create schema payments;",
  statement(statement, { report }) {
    const { node } = statement;
    if (!node || !("RenameStmt" in node) || node.RenameStmt.renameType !== "OBJECT_SCHEMA") return;
    report({
      message: `whoever still asks for ${node.RenameStmt.subname ?? "the old name"} fails (now ${node.RenameStmt.newname})`,
    });
  },
});
