// Foreign keys to several tables in one transaction.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const severalForeignKeys = rule({
  name: "several-foreign-keys",
  hazards: ["several-foreign-keys"],
  gravity: "S3",
  on: ["add:CONSTR_FOREIGN"],
  why: "Each foreign key locks the table it refers to against writes until the transaction ends; the more of them, the more waits behind one another.",
  instead: "put each foreign key into a migration of its own",
  bad: "alter table orders add foreign key (a) references a (id) not valid, add foreign key (b) references b (id) not valid;",
  good: "alter table orders add foreign key (a) references a (id) not valid;",
  statement(statement, { scene, report }) {
    const targets = new Set(
      statement.newConstraints
        .filter(
          ({ constraint, relation }) => constraint.contype === "CONSTR_FOREIGN" && !scene.isNew(relation),
        )
        .map(({ constraint }) => named(constraint.pktable))
        .filter((target) => !scene.isNew(target))
        .map(shown),
    );
    if (targets.size > 1) report({ message: `writes to ${[...targets].join(" and ")} stop together` });
  },
});
