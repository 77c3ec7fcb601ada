// A column is dropped.
import { shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const dropColumn = rule({
  name: "drop-column",
  hazards: ["drop-column", "backward-incompatible"],
  gravity: "S2",
  observedAs: ["data-loss"],
  on: ["AT_DropColumn"],
  why: "Its data is gone for good, and an application that still names the column fails at once.",
  instead:
    "let the application forget the column first, keep a copy, then say so: `-- godwit-ignore drop-column: reason`",
  bad: "alter table users drop column mail;",
  good: "alter table users rename constraint a to b;",
  statement(statement, { scene, report }) {
    for (const { subtype, relation, name } of statement.commands) {
      if (subtype === "AT_DropColumn" && !scene.isNew(relation))
        report({ message: `the data of ${name} in ${shown(relation)} is lost` });
    }
  },
});
