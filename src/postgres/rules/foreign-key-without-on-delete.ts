// A foreign key that does not say what becomes of its rows.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const foreignKeyWithoutOnDelete = rule({
  name: "foreign-key-without-on-delete",
  hazards: ["fk-without-on-delete"],
  gravity: "S4",
  on: ["CONSTR_FOREIGN"],
  why: "Without ON DELETE a DELETE of the referenced row fails as long as rows refer to it; whether that is meant, nobody can see.",
  instead: "write `on delete cascade`, `set null`, `restrict` or `no action`",
  bad: "create table orders (id bigint primary key, customer_id bigint references customers (id));",
  good: "create table orders (id bigint primary key, customer_id bigint references customers (id) on delete restrict);",
  statement(statement, { report }) {
    for (const { constraint } of statement.newConstraints) {
      const { contype, fk_del_action, location, pktable } = constraint;
      // The tree does not tell a written NO ACTION from none.
      if (
        contype !== "CONSTR_FOREIGN" ||
        fk_del_action !== "a" ||
        /\bon\s+delete\s+no\s+action\b/i.test(statement.text)
      )
        continue;
      report({
        message: `what happens when a row of ${shown(named(pktable))} is deleted is not said`,
        at: location,
      });
    }
  },
});
