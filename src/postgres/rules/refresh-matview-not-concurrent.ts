// REFRESH MATERIALIZED VIEW without CONCURRENTLY.

import { insertAfter } from "../lint/fixes.ts";
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const refreshMatviewNotConcurrent = rule({
  name: "refresh-matview-not-concurrent",
  hazards: ["refresh-matview-blocks"],
  gravity: "S3",
  sized: true,
  on: ["RefreshMatViewStmt"],
  why: "Nobody can read the view until it is filled anew: it is locked with ACCESS EXCLUSIVE.",
  instead: "use `refresh materialized view concurrently`, which needs a unique index on the view",
  bad: "refresh materialized view totals;",
  good: "refresh materialized view concurrently totals;",
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("RefreshMatViewStmt" in node)) return;
    const { concurrent, skipData, relation } = node.RefreshMatViewStmt;
    if (concurrent || skipData || scene.isNew(named(relation))) return;
    report({
      message: `${shown(named(relation))} cannot be read until it is filled anew`,
      at: relation?.location,
      fix: insertAfter(statement, /^refresh\s+materialized\s+view\b/i, {
        words: " concurrently",
        title: "do it concurrently",
      }),
    });
  },
});
