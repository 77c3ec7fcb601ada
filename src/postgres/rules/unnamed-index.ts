// An index without a name of its own.
import { rule } from "../lint/sql-rule.ts";

export const unnamedIndex = rule({
  name: "unnamed-index",
  hazards: ["unnamed-index"],
  gravity: "S4",
  on: ["IndexStmt"],
  why: "PostgreSQL invents a name that depends on what is there already, so that two databases may call the same index differently.",
  instead: "give it a name",
  bad: "create index concurrently on orders (customer_id);",
  good: "create index concurrently orders_customer on orders (customer_id);",
  statement(statement, { report }) {
    const { node } = statement;
    if (node && "IndexStmt" in node && node.IndexStmt.idxname === undefined)
      report({ message: "PostgreSQL will invent this index's name" });
  },
});
