// Autovacuum is switched off for a table.

import { rule } from "../lint/sql-rule.ts";
import { findOption, isOn } from "../parse/options.ts";

export const autovacuumOff = rule({
  name: "autovacuum-off",
  hazards: ["autovacuum-off"],
  gravity: "S3",
  on: ["AT_SetRelOptions", "CreateStmt"],
  why: "The table grows without end, and its transaction ids must some day be frozen all at once.",
  instead: "tune it: `autovacuum_vacuum_scale_factor`, `autovacuum_vacuum_cost_delay`",
  bad: "alter table users set (autovacuum_enabled = false);",
  good: "alter table users set (autovacuum_vacuum_scale_factor = 0.01);",
  statement(statement, { report }) {
    const { node } = statement;
    const created = node && "CreateStmt" in node ? node.CreateStmt.options : undefined;
    const lists = [
      created,
      ...statement.commands.map(({ subtype, def }) =>
        subtype === "AT_SetRelOptions" && def && "List" in def ? def.List.items : undefined,
      ),
    ];
    for (const list of lists) {
      if (!isOn(list, "autovacuum_enabled", true))
        report({
          message: "this table is never vacuumed, until it must be at once",
          at: findOption(list, "autovacuum_enabled")?.location,
        });
    }
  },
});
