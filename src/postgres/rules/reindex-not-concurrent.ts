// REINDEX without CONCURRENTLY.

import { concurrently } from "../lint/fixes.ts";
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";
import { isOn } from "../parse/options.ts";

export const reindexNotConcurrent = rule({
  name: "reindex-not-concurrent",
  hazards: ["reindex-blocks"],
  gravity: "S2",
  sized: true,
  on: ["ReindexStmt"],
  why: "REINDEX stops writes to the table, and reads that would use the index, until it is built anew.",
  instead: "use `reindex … concurrently`",
  bad: "reindex table orders;",
  good: "reindex table concurrently orders;",
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("ReindexStmt" in node)) return;
    const { params, kind, relation, name } = node.ReindexStmt;
    // System catalogues cannot be rebuilt concurrently.
    if (isOn(params, "concurrently", false) || kind === "REINDEX_OBJECT_SYSTEM") return;
    if (
      relation &&
      (kind === "REINDEX_OBJECT_INDEX" ? scene.isNewIndex(named(relation)) : scene.isNew(named(relation)))
    )
      return;
    const what = relation ? shown(named(relation)) : (name ?? "the database");
    report({
      message: `rebuilding the indexes of ${what} stops writes until it is done`,
      at: relation?.location,
      fix: concurrently(statement, /^reindex\s+(?:index|table|schema|database)\b/i),
    });
  },
});
