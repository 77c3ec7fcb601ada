// SET LOGGED or SET UNLOGGED.
import { shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const setLogged = rule({
  name: "set-logged",
  hazards: ["set-logged"],
  gravity: "S2",
  sized: true,
  on: ["AT_SetLogged", "AT_SetUnLogged"],
  why: "The whole table is written anew under ACCESS EXCLUSIVE; an unlogged one is empty after a crash, and on every standby.",
  instead: "make a table of the other sort, fill it in batches, and swap it in",
  bad: "alter table sessions set unlogged;",
  good: "create unlogged table sessions_new (id bigint primary key);",
  statement(statement, { scene, report }) {
    for (const { subtype, relation } of statement.commands) {
      if ((subtype === "AT_SetLogged" || subtype === "AT_SetUnLogged") && !scene.isNew(relation))
        report({ message: `all of ${shown(relation)} is written anew` });
    }
  },
});
