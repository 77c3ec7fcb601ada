// CLUSTER.
import { named } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const cluster = rule({
  name: "cluster",
  hazards: ["cluster"],
  gravity: "S2",
  sized: true,
  on: ["ClusterStmt"],
  why: "The table is written anew in the order of an index under ACCESS EXCLUSIVE; later writes do not keep the order.",
  instead: "use pg_repack, or `repack concurrently` from PostgreSQL 19 on",
  bad: "cluster users using users_pkey;",
  good: "alter table users cluster on users_pkey;",
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (
      !node ||
      !("ClusterStmt" in node) ||
      (node.ClusterStmt.relation && scene.isNew(named(node.ClusterStmt.relation)))
    )
      return;
    report({
      message: "nobody can use the table until it is written anew",
      at: node.ClusterStmt.relation?.location,
    });
  },
});
