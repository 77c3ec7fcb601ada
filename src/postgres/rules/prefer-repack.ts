// CLUSTER or VACUUM FULL where PostgreSQL has REPACK.

import { rule } from "../lint/sql-rule.ts";
import { isOn } from "../parse/options.ts";

export const preferRepack = rule({
  name: "prefer-repack",
  hazards: ["prefer-repack", "vacuum-full"],
  gravity: "S4",
  on: ["VacuumStmt", "ClusterStmt"],
  why: "From PostgreSQL 19 on REPACK does what both do, and can do it CONCURRENTLY.",
  instead: "use `repack concurrently`",
  bad: "vacuum full users;",
  good: "vacuum users;",
  statement(statement, { report, options }) {
    const { node } = statement;
    if (!node || options.major < 19) return;
    const full =
      "VacuumStmt" in node &&
      node.VacuumStmt.is_vacuumcmd === true &&
      isOn(node.VacuumStmt.options, "full", false);
    if (full || "ClusterStmt" in node) report({ message: "REPACK does it beside other work" });
  },
});
