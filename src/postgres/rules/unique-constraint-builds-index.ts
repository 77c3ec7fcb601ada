// A UNIQUE constraint that builds its index under ACCESS EXCLUSIVE.
import { shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const uniqueConstraintBuildsIndex = rule({
  name: "unique-constraint-builds-index",
  hazards: ["unique-constraint-builds-index", "backward-incompatible"],
  gravity: "S2",
  sized: true,
  on: ["add:CONSTR_UNIQUE"],
  why: "ADD UNIQUE builds an index while the table is locked with ACCESS EXCLUSIVE: neither reads nor writes get through.",
  instead: "build a unique index concurrently, then `add constraint … unique using index`",
  bad: "alter table users add constraint users_mail unique (mail);",
  good: "alter table users add constraint users_mail unique using index users_mail;",
  statement(statement, { scene, report }) {
    for (const { relation, constraint } of statement.newConstraints) {
      if (constraint.contype !== "CONSTR_UNIQUE" || constraint.indexname || scene.isNew(relation)) continue;
      report({
        message: `${shown(relation)} cannot be read or written while the index is built`,
        at: constraint.location,
      });
    }
  },
});
