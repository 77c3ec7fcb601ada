// SET ACCESS METHOD.
import { shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const setAccessMethod = rule({
  name: "set-access-method",
  hazards: ["set-access-method"],
  gravity: "S2",
  sized: true,
  on: ["AT_SetAccessMethod"],
  why: "The whole table is written anew under ACCESS EXCLUSIVE.",
  instead: "make a table of the other access method, fill it in batches, and swap it in",
  bad: "alter table users set access method columnar;",
  good: "create table users_new (id bigint primary key) using heap;",
  statement(statement, { scene, report }) {
    for (const { subtype, relation } of statement.commands) {
      if (subtype === "AT_SetAccessMethod" && !scene.isNew(relation))
        report({ message: `all of ${shown(relation)} is written anew` });
    }
  },
});
