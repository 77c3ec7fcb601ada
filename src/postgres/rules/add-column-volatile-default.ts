// ADD COLUMN with a default that differs from row to row.

import { volatileCall } from "../lint/expressions.ts";
import { shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const addColumnVolatileDefault = rule({
  name: "add-column-volatile-default",
  hazards: ["add-column-rewrite"],
  gravity: "S2",
  sized: true,
  on: ["CONSTR_DEFAULT"],
  why: "A volatile default must be asked for every row: the whole table is written anew under ACCESS EXCLUSIVE.",
  instead: "add the column without a default, `set default` after, and fill old rows in batches",
  bad: "alter table orders add column token uuid default gen_random_uuid();",
  good: "alter table orders add column created_at timestamptz default now();",
  statement(statement, { scene, report, options }) {
    for (const { relation, column, constraints, added } of statement.newColumns) {
      const given = constraints.find(({ contype }) => contype === "CONSTR_DEFAULT");
      if (!added || !given || scene.isNew(relation)) continue;
      const call = volatileCall(given.raw_expr);
      if (call)
        report({
          message: `${call.name}() may answer something else for every row: all of ${shown(relation)} is written anew`,
          at: call.at ?? column.location,
        });
      else if (options.major < 11)
        report({
          message: `before PostgreSQL 11 any default writes all of ${shown(relation)} anew`,
          at: column.location,
        });
    }
  },
});
