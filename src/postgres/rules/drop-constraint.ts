// A foreign key, CHECK or other constraint is dropped.
import { shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const dropConstraint = rule({
  name: "drop-constraint",
  hazards: ["drop-constraint"],
  gravity: "S4",
  on: ["AT_DropConstraint"],
  why: "Rows that break the rule may come in at once, and adding the constraint again must look at all of them.",
  instead: "make sure that the application keeps the rule itself, or does not need it",
  bad: "alter table orders drop constraint orders_customer;",
  good: "alter table orders drop constraint orders_customer, add constraint orders_customer foreign key (customer_id) references customers (id) not valid;",
  statement(statement, { scene, report }) {
    for (const { subtype, relation, name } of statement.commands) {
      if (subtype !== "AT_DropConstraint" || scene.isNew(relation)) continue;
      const known = scene.relation(relation)?.constraints.find((constraint) => constraint.name === name);
      if (known?.type === "primary" || name === `${relation.name}_pkey` || known?.notNullOf !== undefined)
        continue;
      if (statement.newConstraints.some(({ constraint }) => constraint.conname === name)) continue;
      report({ message: `rows that break ${name} can come into ${shown(relation)} from now on` });
    }
  },
});
