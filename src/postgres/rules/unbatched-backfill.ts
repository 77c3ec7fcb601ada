// A column is filled for all rows in one statement.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const unbatchedBackfill = rule({
  name: "unbatched-backfill",
  hazards: ["unbatched-backfill"],
  gravity: "S3",
  sized: true,
  observedAs: [],
  on: ["UpdateStmt"],
  why: "One UPDATE over a large table holds its row locks until it ends, doubles the table's size, and stalls the replicas.",
  instead: "fill it in batches: `godwit new --data`",
  bad: "update users set mail = 'none' where mail is null;",
  good: "update users set mail = 'none' where id between 1 and 1000;",
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("UpdateStmt" in node)) return;
    const { whereClause, relation } = node.UpdateStmt;
    if (!whereClause || scene.isNew(named(relation))) return;
    if ("NullTest" in whereClause && whereClause.NullTest.nulltesttype === "IS_NULL")
      report({
        message: `perhaps every row of ${shown(named(relation))} is changed in one transaction`,
        at: relation?.location,
      });
  },
});
