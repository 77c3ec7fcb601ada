// A database is dropped.
import { rule } from "../lint/sql-rule.ts";

export const dropDatabase = rule({
  name: "drop-database",
  hazards: ["drop-database", "backward-incompatible"],
  gravity: "S1",
  inRollbacks: true,
  on: ["DropdbStmt"],
  why: "A migration changes the database it is connected to; dropping one is the work of an operator.",
  instead: "do it by hand",
  bad: "drop database shop;",
  good: "select 1;",
  statement(statement, { report }) {
    const { node } = statement;
    if (node && "DropdbStmt" in node) report({ message: `the database ${node.DropdbStmt.dbname} is lost` });
  },
});
