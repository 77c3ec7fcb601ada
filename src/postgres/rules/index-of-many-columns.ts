// An index of more than three columns.
import { rule } from "../lint/sql-rule.ts";

export const indexOfManyColumns = rule({
  name: "index-of-many-columns",
  hazards: ["index-of-many-columns"],
  gravity: "S4",
  on: ["IndexStmt"],
  why: "An index of many columns costs every write and is seldom used beyond its first ones.",
  instead: "keep the columns that narrow most, at most three, and put what is only read into `include`",
  bad: "create index concurrently orders_all on orders (a, b, c, d);",
  good: "create index concurrently orders_a on orders (a, b) include (c, d);",
  statement(statement, { report }) {
    const { node } = statement;
    if (!node || !("IndexStmt" in node) || node.IndexStmt.unique) return;
    const count = node.IndexStmt.indexParams?.length ?? 0;
    if (count > 3) report({ message: `an index of ${count} columns is seldom worth its cost` });
  },
});
