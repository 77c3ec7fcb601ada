// A foreign key that is validated while both tables are locked.

import { append } from "../lint/fixes.ts";
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const foreignKeyValidates = rule({
  name: "foreign-key-validates",
  hazards: ["fk-validated-inline", "constraint-validated-inline", "backward-incompatible"],
  gravity: "S2",
  sized: true,
  on: ["add:CONSTR_FOREIGN"],
  why: "Adding a foreign key takes SHARE ROW EXCLUSIVE on both tables, so that nobody writes to either, and looks up every row before it lets go.",
  instead: "add it `not valid`, and run `validate constraint` in a later migration",
  bad: "alter table orders add constraint orders_customer foreign key (customer_id) references customers (id) on delete cascade;",
  good: "alter table orders add constraint orders_customer foreign key (customer_id) references customers (id) on delete cascade not valid;",
  statement(statement, { scene, report }) {
    for (const { relation, constraint, origin } of statement.newConstraints) {
      const { contype, skip_validation, is_enforced, pktable, location } = constraint;
      if (contype !== "CONSTR_FOREIGN" || skip_validation || is_enforced === false) continue;
      if (scene.isNew(relation)) continue;
      const both = `${shown(relation)} and ${shown(named(pktable))}`;
      if (origin === "add-column") {
        // Rows get NULL, which no lookup is needed for; the locks are the same.
        report({
          message: `writes to ${both} stop while the foreign key is made`,
          at: location,
          gravity: "S3",
          hint: "add the column first, then the foreign key `not valid`, each in a migration of its own",
        });
        continue;
      }
      const single = statement.commands.length === 1;
      report({
        message: `writes to ${both} stop until every row of ${shown(relation)} was looked up`,
        at: location,
        fix: single
          ? append(statement, " not valid", "add it without looking at the rows that are there")
          : undefined,
      });
    }
  },
});
