// CREATE INDEX without CONCURRENTLY on a table that others write to.

import { concurrently } from "../lint/fixes.ts";
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const indexNotConcurrent = rule({
  name: "index-not-concurrent",
  hazards: ["index-create-blocks-writes"],
  gravity: "S2",
  sized: true,
  on: ["IndexStmt"],
  why: "CREATE INDEX takes a SHARE lock: nothing can be inserted, updated or deleted until the whole table is read and the index is built.",
  instead: "build it with `create index concurrently`, as the only statement of its migration",
  bad: "create index orders_customer on orders (customer_id);",
  good: "create index concurrently orders_customer on orders (customer_id);",
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("IndexStmt" in node) || node.IndexStmt.concurrent) return;
    const table = named(node.IndexStmt.relation);
    // A partitioned table refuses CONCURRENTLY: another rule tells of it.
    if (scene.isNew(table) || scene.relation(table)?.partitioned) return;
    report({
      message: `building this index stops all writes to ${shown(table)} until it is done`,
      at: node.IndexStmt.relation?.location,
      fix: concurrently(statement, /^create(?:\s+unique)?\s+index\b/i),
    });
  },
});
