// A NOT ENFORCED constraint, which PostgreSQL does not keep.
import { rule } from "../lint/sql-rule.ts";

export const notEnforcedConstraint = rule({
  name: "not-enforced-constraint",
  hazards: ["not-enforced-constraint"],
  gravity: "S3",
  on: ["CONSTR_CHECK", "CONSTR_FOREIGN", "CONSTR_ATTR_NOT_ENFORCED"],
  why: "NOT ENFORCED (PostgreSQL 18) lets every row in; it only tells readers what should hold.",
  instead: "add it `not valid`: new rows are checked at once, old ones when you validate it",
  bad: "alter table orders add constraint amount_positive check (amount > 0) not enforced;",
  good: "alter table orders add constraint amount_positive check (amount > 0) not valid;",
  statement(statement, { report }) {
    const found = statement.newConstraints.find(
      ({ constraint }) =>
        constraint.contype === "CONSTR_ATTR_NOT_ENFORCED" ||
        (constraint.is_enforced !== true &&
          (constraint.contype === "CONSTR_CHECK" || constraint.contype === "CONSTR_FOREIGN")),
    );
    if (found)
      report({
        message: "PostgreSQL lets rows in that break this constraint",
        at: found.constraint.location,
      });
  },
});
