// ALTER SYSTEM in a migration.
import { rule } from "../lint/sql-rule.ts";

export const alterSystem = rule({
  name: "alter-system",
  hazards: ["alter-system"],
  gravity: "S3",
  on: ["AlterSystemStmt"],
  why: "It changes the whole server, for every database on it, and needs a superuser.",
  instead: "let the operator set it, or use `alter database … set`",
  bad: "alter system set work_mem = '1GB';",
  good: "alter role app set statement_timeout = '5s';",
  statement(statement, { report }) {
    if (statement.nodeName === "AlterSystemStmt")
      report({ message: "every database of the server gets this setting" });
  },
});
