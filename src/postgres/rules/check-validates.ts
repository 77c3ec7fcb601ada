// A CHECK constraint that is validated while nobody may use the table.

import { append } from "../lint/fixes.ts";
import { shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const checkValidates = rule({
  name: "check-validates",
  hazards: ["constraint-validated-inline", "backward-incompatible"],
  gravity: "S2",
  sized: true,
  on: ["add:CONSTR_CHECK"],
  why: "Adding a CHECK takes ACCESS EXCLUSIVE and reads the whole table under it: no query gets through until the last row is checked.",
  instead: "add it `not valid`, and run `validate constraint` in a later migration, which stops nobody",
  bad: "alter table orders add constraint amount_positive check (amount > 0);",
  good: "alter table orders add constraint amount_positive check (amount > 0) not valid;",
  statement(statement, { scene, report }) {
    for (const { relation, constraint, origin } of statement.newConstraints) {
      const { contype, skip_validation, is_enforced, conname, location } = constraint;
      if (contype !== "CONSTR_CHECK" || skip_validation || is_enforced === false) continue;
      if (scene.isNew(relation)) continue;
      const single = statement.commands.length === 1 && origin === "add";
      report({
        message: `all of ${shown(relation)} is read under ACCESS EXCLUSIVE to check ${conname ?? "the constraint"}`,
        at: location,
        fix: single
          ? append(statement, " not valid", "add it without looking at the rows that are there")
          : undefined,
      });
    }
  },
});
