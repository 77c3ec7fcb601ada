// CREATE INDEX CONCURRENTLY on a partitioned table, which PostgreSQL refuses.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const concurrentIndexOnPartitionedTable = rule({
  name: "concurrent-index-on-partitioned-table",
  hazards: ["concurrent-index-on-partitioned-table"],
  gravity: "S1",
  on: ["IndexStmt"],
  why: "PostgreSQL refuses CREATE INDEX CONCURRENTLY on a partitioned table.",
  instead: "create it with `on only`, build one concurrently on each partition, then attach them",
  bad: `-- file: 001.sql
create table m (at date not null, v int) partition by range (at);
-- file: 002.sql
create index concurrently m_v on m (v);
`,
  good: "create index concurrently m_2026_v on m_2026 (v);",
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("IndexStmt" in node) || !node.IndexStmt.concurrent) return;
    const table = named(node.IndexStmt.relation);
    if (!scene.relation(table)?.partitioned) return;
    report({
      message: `${shown(table)} is partitioned: PostgreSQL refuses CONCURRENTLY`,
      at: node.IndexStmt.relation?.location,
    });
  },
});
