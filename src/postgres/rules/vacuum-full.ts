// VACUUM FULL.

import { rule } from "../lint/sql-rule.ts";
import { isOn } from "../parse/options.ts";

export const vacuumFull = rule({
  name: "vacuum-full",
  hazards: ["vacuum-full"],
  gravity: "S2",
  sized: true,
  inRollbacks: true,
  on: ["VacuumStmt"],
  why: "The table is written anew under ACCESS EXCLUSIVE, and needs as much disk again.",
  instead: "let autovacuum do its work; to give disk back use pg_repack",
  bad: "vacuum full users;",
  good: "vacuum users;",
  statement(statement, { report }) {
    const { node } = statement;
    if (
      node &&
      "VacuumStmt" in node &&
      node.VacuumStmt.is_vacuumcmd &&
      isOn(node.VacuumStmt.options, "full", false)
    )
      report({ message: "nobody can use the table until it is written anew" });
  },
});
