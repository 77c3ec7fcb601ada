// A DEFERRABLE constraint.
import { rule } from "../lint/sql-rule.ts";

export const deferrableConstraint = rule({
  name: "deferrable-constraint",
  hazards: ["deferrable-constraint"],
  gravity: "S4",
  on: ["CONSTR_FOREIGN", "CONSTR_UNIQUE", "CONSTR_PRIMARY", "CONSTR_EXCLUSION", "CONSTR_ATTR_DEFERRABLE"],
  why: "Rows are checked only at COMMIT, where the application seldom looks for errors; and a deferrable key serves no ON CONFLICT.",
  instead: "leave DEFERRABLE out, unless rows must refer to each other in circles",
  bad: "create table t (id bigint primary key deferrable initially deferred);",
  good: "create table t (id bigint primary key);",
  statement(statement, { report }) {
    const found = statement.newConstraints.find(
      ({ constraint }) => constraint.deferrable || constraint.contype === "CONSTR_ATTR_DEFERRABLE",
    );
    if (found) report({ message: "the constraint is checked only at COMMIT", at: found.constraint.location });
  },
});
