// A primary key that builds its index under ACCESS EXCLUSIVE.
import { shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const primaryKeyBuildsIndex = rule({
  name: "primary-key-builds-index",
  hazards: ["primary-key-builds-index", "backward-incompatible"],
  gravity: "S2",
  sized: true,
  on: ["add:CONSTR_PRIMARY"],
  why: "ADD PRIMARY KEY sets the columns NOT NULL by reading the table, and builds an index, all under ACCESS EXCLUSIVE.",
  instead:
    "build a unique index concurrently on columns that are NOT NULL, then `add primary key using index`",
  bad: "alter table users add primary key (id);",
  good: "alter table users add constraint users_pkey primary key using index users_id;",
  statement(statement, { scene, report }) {
    for (const { relation, constraint } of statement.newConstraints) {
      if (constraint.contype !== "CONSTR_PRIMARY" || constraint.indexname || scene.isNew(relation)) continue;
      report({
        message: `${shown(relation)} cannot be read or written while the index is built`,
        at: constraint.location,
      });
    }
  },
});
