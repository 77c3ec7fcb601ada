// A new partition beside a default one.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const defaultPartitionScan = rule({
  name: "default-partition-scan",
  hazards: ["default-partition-scan"],
  gravity: "S3",
  sized: true,
  on: ["CreateStmt"],
  why: "The default partition is read under ACCESS EXCLUSIVE, to prove that none of its rows belongs to the new one.",
  instead: "add a validated CHECK to the default partition that leaves out the new bounds",
  bad: `-- file: 001.sql
create table m (at date not null) partition by range (at);
create table m_rest partition of m default;
-- file: 002.sql
create table m_2026 partition of m for values from ('2026-01-01') to ('2027-01-01');
`,
  good: `-- file: 001.sql
create table m (at date not null) partition by range (at);
-- file: 002.sql
create table m_2026 partition of m for values from ('2026-01-01') to ('2027-01-01');
`,
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("CreateStmt" in node) || !node.CreateStmt.partbound) return;
    const [parent] = node.CreateStmt.inhRelations ?? [];
    const of = parent && "RangeVar" in parent ? named(parent.RangeVar) : undefined;
    if (of && !scene.isNew(of) && scene.relation(of)?.hasDefaultPartition)
      report({ message: `the default partition of ${shown(of)} is read whole` });
  },
});
