// SET ROLE or SET SESSION AUTHORIZATION in a file.
import { rule } from "../lint/sql-rule.ts";

export const setRole = rule({
  name: "set-role",
  hazards: ["set-role"],
  gravity: "S3",
  on: ["VariableSetStmt"],
  why: "Who owns what a migration makes is then another one than the configured `role`.",
  instead: "set `role` in the configuration, or `alter … owner to`",
  bad: "set role admin;",
  good: "set search_path = app;",
  statement(statement, { report }) {
    const { node } = statement;
    if (!node || !("VariableSetStmt" in node)) return;
    const { name, kind } = node.VariableSetStmt;
    if (kind === "VAR_SET_VALUE" && (name === "role" || name === "session_authorization"))
      report({ message: "what follows belongs to another role than the configured one" });
  },
});
