// A value of an enum gets another name.
import { rule } from "../lint/sql-rule.ts";

export const renameEnumValue = rule({
  name: "rename-enum-value",
  hazards: ["rename-enum-value", "backward-incompatible"],
  gravity: "S3",
  on: ["AlterEnumStmt"],
  why: "An application that still writes the old value fails, and one that reads does not know the new one.",
  instead: "add the new value, change over, and leave the old one",
  bad: "alter type mood rename value 'ok' to 'fine';",
  good: "alter type mood add value 'fine' after 'ok';",
  statement(statement, { report }) {
    const { node } = statement;
    if (!node || !("AlterEnumStmt" in node) || node.AlterEnumStmt.oldVal === undefined) return;
    report({
      message: `whoever still writes '${node.AlterEnumStmt.oldVal}' fails (now '${node.AlterEnumStmt.newVal}')`,
    });
  },
});
