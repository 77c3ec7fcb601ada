// SET TABLESPACE.
import { shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const setTablespace = rule({
  name: "set-tablespace",
  hazards: ["set-tablespace"],
  gravity: "S2",
  sized: true,
  on: ["AT_SetTableSpace"],
  why: "All files of the table are copied under ACCESS EXCLUSIVE.",
  instead: "for an index, build another one there concurrently; for a table, move it in a maintenance window",
  bad: "alter table users set tablespace fast;",
  good: "create index concurrently users_mail on users (mail) tablespace fast;",
  statement(statement, { scene, report }) {
    for (const { subtype, relation } of statement.commands) {
      if (subtype === "AT_SetTableSpace" && !scene.isNew(relation))
        report({ message: `all of ${shown(relation)} is copied while nobody can use it` });
    }
  },
});
