// DETACH PARTITION without CONCURRENTLY.

import { append } from "../lint/fixes.ts";
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const detachPartitionNotConcurrent = rule({
  name: "detach-partition-not-concurrent",
  hazards: ["detach-partition-blocks"],
  gravity: "S2",
  on: ["AT_DetachPartition"],
  why: "Detaching locks the whole partitioned table with ACCESS EXCLUSIVE; since PostgreSQL 14 it can be done beside other work.",
  instead: "use `detach partition … concurrently`, as the only statement of its migration",
  bad: "alter table m detach partition m_2020;",
  good: "alter table m detach partition m_2020 concurrently;",
  statement(statement, { scene, report, options }) {
    for (const { subtype, def, relation } of statement.commands) {
      if (subtype !== "AT_DetachPartition" || !def || !("PartitionCmd" in def) || def.PartitionCmd.concurrent)
        continue;
      if (scene.isNew(relation) || options.major < 14) continue;
      const single =
        statement.commands.length === 1 &&
        !statement.explicit &&
        !scene.relation(relation)?.hasDefaultPartition;
      report({
        message: `nobody can read ${shown(relation)} while ${shown(named(def.PartitionCmd.name))} is detached`,
        at: def.PartitionCmd.name?.location,
        fix: single ? append(statement, " concurrently", "do it concurrently") : undefined,
      });
    }
  },
});
