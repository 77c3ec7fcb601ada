// NOT NULL is taken from a column.
import { shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const dropNotNull = rule({
  name: "drop-not-null",
  hazards: ["drop-not-null"],
  gravity: "S3",
  on: ["AT_DropNotNull"],
  why: "An application that reads the column without expecting NULL fails on the first row that has it.",
  instead: "let the application cope with NULL first",
  bad: "alter table users alter column mail drop not null;",
  good: "alter table users alter column mail set default '';",
  statement(statement, { scene, report }) {
    for (const { subtype, relation, name } of statement.commands) {
      if (subtype === "AT_DropNotNull" && !scene.isNew(relation))
        report({ message: `${name} of ${shown(relation)} may be NULL from now on` });
    }
  },
});
