// A hash index, which helps with equality alone.
import { rule } from "../lint/sql-rule.ts";

export const hashIndex = rule({
  name: "hash-index",
  hazards: ["hash-index"],
  gravity: "S4",
  on: ["IndexStmt"],
  why: "A hash index answers only `=`, cannot be unique, and cannot be read for order or several columns.",
  instead: "use a B-tree, the default",
  bad: "create index concurrently users_mail on users using hash (mail);",
  good: "create index concurrently users_mail on users (mail);",
  statement(statement, { report }) {
    const { node } = statement;
    if (node && "IndexStmt" in node && node.IndexStmt.accessMethod === "hash")
      report({ message: "a hash index answers only `=`" });
  },
});
