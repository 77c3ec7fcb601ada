// An exclusion constraint on a table that others use.
import { shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const exclusionConstraint = rule({
  name: "exclusion-constraint",
  hazards: ["exclusion-constraint"],
  gravity: "S2",
  sized: true,
  on: ["add:CONSTR_EXCLUSION"],
  why: "An exclusion constraint builds its index under ACCESS EXCLUSIVE, and there is no way to add one in steps.",
  instead: "add it while the table is small, or to a new table that you fill and swap in",
  bad: "alter table bookings add constraint no_overlap exclude using gist (room with =, during with &&);",
  good: "create table bookings (room int, during tstzrange, constraint no_overlap exclude using gist (room with =, during with &&));",
  statement(statement, { scene, report }) {
    for (const { relation, constraint } of statement.newConstraints) {
      if (constraint.contype !== "CONSTR_EXCLUSION" || scene.isNew(relation)) continue;
      report({
        message: `${shown(relation)} cannot be read or written while the index is built`,
        at: constraint.location,
      });
    }
  },
});
