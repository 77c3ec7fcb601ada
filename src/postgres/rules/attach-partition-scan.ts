// ATTACH PARTITION that reads the partition, or the default partition.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const attachPartitionScan = rule({
  name: "attach-partition-scan",
  hazards: ["attach-partition-scan"],
  gravity: "S3",
  sized: true,
  on: ["AT_AttachPartition"],
  why: "The new partition is read to prove its bounds, locked with ACCESS EXCLUSIVE, unless a validated CHECK proves them; the default partition is read as well.",
  instead: "add a CHECK that says the bounds to the partition, `not valid`, validate it, then attach",
  bad: "alter table m attach partition m_2026 for values from ('2026-01-01') to ('2027-01-01');",
  good: `-- file: 001.sql
create table m (at date not null) partition by range (at);
-- file: 002.sql
create table m_2026 (at date not null);
alter table m attach partition m_2026 for values from ('2026-01-01') to ('2027-01-01');
`,
  statement(statement, { scene, report }) {
    for (const { subtype, def, relation } of statement.commands) {
      if (subtype !== "AT_AttachPartition" || !def || !("PartitionCmd" in def) || scene.isNew(relation))
        continue;
      // The partition of an index is only compared.
      const { node } = statement;
      if (node && "AlterTableStmt" in node && node.AlterTableStmt.objtype === "OBJECT_INDEX") continue;
      const part = named(def.PartitionCmd.name);
      const proved = scene
        .relation(part)
        ?.constraints.some(({ type, validated }) => type === "check" && validated);
      const isDefault = scene.relation(relation)?.hasDefaultPartition;
      if ((scene.isNew(part) || proved) && !isDefault) continue;
      const read = isDefault ? "the default partition" : shown(part);
      report({
        message: `${read} is read whole, and cannot be used meanwhile`,
        at: def.PartitionCmd.name?.location,
      });
    }
  },
});
