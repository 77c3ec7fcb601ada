// CREATE TABLE … PARTITION OF, which locks the partitioned table against everybody.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const createPartition = rule({
  name: "create-partition",
  hazards: ["create-partition"],
  gravity: "S3",
  on: ["CreateStmt"],
  why: "CREATE TABLE … PARTITION OF takes ACCESS EXCLUSIVE on the partitioned table: while it waits for a long query, all others wait behind it.",
  instead:
    "create the table on its own (`like … including all`), then `attach partition`, which lets readers and writers through",
  bad: "create table m_2026 partition of m for values from ('2026-01-01') to ('2027-01-01');",
  good: `create table m (at date not null) partition by range (at);
create table m_2026 partition of m for values from ('2026-01-01') to ('2027-01-01');
`,
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("CreateStmt" in node) || !node.CreateStmt.partbound) return;
    const [parent] = node.CreateStmt.inhRelations ?? [];
    if (!parent || !("RangeVar" in parent)) return;
    const name = named(parent.RangeVar);
    if (scene.isNew(name)) return;
    report({
      message: `nobody can read ${shown(name)} while the partition is made`,
      at: parent.RangeVar.location,
    });
  },
});
