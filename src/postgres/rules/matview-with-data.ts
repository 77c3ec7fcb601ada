// CREATE MATERIALIZED VIEW that is filled at once.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const matviewWithData = rule({
  name: "matview-with-data",
  hazards: ["matview-with-data"],
  gravity: "S4",
  on: ["CreateTableAsStmt"],
  why: "Its query runs inside of the migration's transaction, which holds its locks and its snapshot until the view is filled.",
  instead: "create it `with no data`, and refresh it in a later migration",
  bad: "create materialized view totals as select customer_id, sum(amount) from orders group by 1;",
  good: "create materialized view totals as select customer_id, sum(amount) from orders group by 1 with no data;",
  statement(statement, { report }) {
    const { node } = statement;
    if (!node || !("CreateTableAsStmt" in node) || node.CreateTableAsStmt.objtype !== "OBJECT_MATVIEW")
      return;
    const { into } = node.CreateTableAsStmt;
    if (into?.skipData !== true)
      report({
        message: `${shown(named(into?.rel))} is filled inside of the migration`,
        at: into?.rel?.location,
      });
  },
});
