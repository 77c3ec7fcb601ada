// TRUNCATE … CASCADE.
import { rule } from "../lint/sql-rule.ts";

export const truncateCascade = rule({
  name: "truncate-cascade",
  hazards: ["truncate-cascade"],
  gravity: "S1",
  inRollbacks: true,
  on: ["TruncateStmt"],
  why: "Every table that refers to it is emptied as well, and those that refer to them.",
  instead: "name the tables",
  bad: "truncate users cascade;",
  good: "delete from users where id < 10;",
  statement(statement, { report }) {
    const { node } = statement;
    if (node && "TruncateStmt" in node && node.TruncateStmt.behavior === "DROP_CASCADE")
      report({ message: "every table that refers to it is emptied, too" });
  },
});
