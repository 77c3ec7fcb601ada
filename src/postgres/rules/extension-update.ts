// ALTER EXTENSION … UPDATE.
import { rule } from "../lint/sql-rule.ts";

export const extensionUpdate = rule({
  name: "extension-update",
  hazards: ["extension-update"],
  gravity: "S3",
  on: ["AlterExtensionStmt"],
  why: "What an update runs is written by others, may lock and rewrite tables, and cannot be reverted.",
  instead: "try it on a copy of the data first, and name the version",
  bad: "alter extension pg_trgm update;",
  good: "create extension pg_trgm schema extensions version '1.6';",
  statement(statement, { report }) {
    const { node } = statement;
    if (node && "AlterExtensionStmt" in node)
      report({ message: `what the update of ${node.AlterExtensionStmt.extname} does is not in this file` });
  },
});
