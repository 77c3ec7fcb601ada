// A table without a primary key.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const tableWithoutPrimaryKey = rule({
  name: "table-without-primary-key",
  hazards: ["table-without-pk"],
  gravity: "S3",
  on: ["CreateStmt"],
  why: "Rows that are equal cannot be told apart; logical replication refuses UPDATE and DELETE; batches have nothing to go by.",
  instead: "give it a primary key",
  bad: "create table t (a bigint);",
  good: "create table t (id bigint primary key);",
  file(file, { scene, report }) {
    for (const statement of file.statements) {
      const { node } = statement;
      if (!node || !("CreateStmt" in node)) continue;
      const name = named(node.CreateStmt.relation);
      const known = scene.relation(name);
      // Partitions get their parent's; of LIKE and INHERITS we do not know.
      if (!known?.whole || known.temporary || known.kind !== "table" || known.madeIn !== scene.file) continue;
      if (!known.constraints.some(({ type }) => type === "primary"))
        report({
          message: `${shown(name)} has no primary key`,
          statement,
          at: node.CreateStmt.relation?.location,
        });
    }
  },
});
