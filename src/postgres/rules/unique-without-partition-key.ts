// A key of a partitioned table that lacks the partition key.
import { shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const uniqueWithoutPartitionKey = rule({
  name: "unique-without-partition-key",
  hazards: ["unique-without-partition-key"],
  gravity: "S1",
  on: ["CONSTR_PRIMARY", "CONSTR_UNIQUE"],
  why: "PostgreSQL keeps uniqueness per partition only, and refuses a key that does not hold the partition key.",
  instead: "add the columns of the partition key to it",
  bad: "create table m (id bigint primary key, at date not null) partition by range (at);",
  good: "create table m (id bigint, at date not null, primary key (id, at)) partition by range (at);",
  statement(statement, { scene, report }) {
    const { node } = statement;
    const own =
      node && "CreateStmt" in node
        ? (node.CreateStmt.partspec?.partParams ?? []).map((param) =>
            "PartitionElem" in param ? param.PartitionElem.name : undefined,
          )
        : undefined;
    for (const { relation, constraint, columns } of statement.newConstraints) {
      if (constraint.contype !== "CONSTR_PRIMARY" && constraint.contype !== "CONSTR_UNIQUE") continue;
      const key = own ?? scene.relation(relation)?.partitionKey ?? [];
      const missing = key.filter((column) => column !== undefined && !columns.includes(column));
      if (missing.length > 0 && !constraint.indexname)
        report({
          message: `the key lacks ${missing.join(", ")}, by which ${shown(relation)} is partitioned`,
          at: constraint.location,
        });
    }
  },
});
