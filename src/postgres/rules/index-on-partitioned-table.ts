// An index on a partitioned table, which cannot be built concurrently.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const indexOnPartitionedTable = rule({
  name: "index-on-partitioned-table",
  hazards: ["index-on-partitioned-table", "index-create-blocks-writes"],
  gravity: "S2",
  sized: true,
  on: ["IndexStmt"],
  why: "An index of a partitioned table is built on every partition at once, writes stopped on all of them, and PostgreSQL refuses CONCURRENTLY for it.",
  instead:
    "create it with `on only`, build one concurrently on each partition, then attach them with `alter index … attach partition`",
  bad: `-- file: 001.sql
create table m (at date not null, v int) partition by range (at);
-- file: 002.sql
create index m_v on m (v);
`,
  good: `-- file: 001.sql
create table m (at date not null, v int) partition by range (at);
-- file: 002.sql
create index m_v on only m (v);
`,
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("IndexStmt" in node)) return;
    const { relation } = node.IndexStmt;
    const table = named(relation);
    if (scene.isNew(table) || !scene.relation(table)?.partitioned || relation?.inh !== true) return;
    report({
      message: `${shown(table)} is partitioned: writes to all partitions stop while it is built`,
      at: relation.location,
    });
  },
});
