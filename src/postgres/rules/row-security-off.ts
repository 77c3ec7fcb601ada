// Row level security is switched off, or not forced any more.
import { shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const rowSecurityOff = rule({
  name: "row-security-off",
  hazards: ["rls-disabled"],
  gravity: "S2",
  on: ["AT_DisableRowSecurity", "AT_NoForceRowSecurity"],
  why: "From then on every row is seen by everybody who may read the table.",
  instead: "change the policies",
  bad: "alter table notes disable row level security;",
  good: "alter table notes force row level security;",
  statement(statement, { scene, report }) {
    for (const { subtype, relation } of statement.commands) {
      if (scene.isNew(relation)) continue;
      if (subtype === "AT_DisableRowSecurity")
        report({ message: `everybody who may read ${shown(relation)} sees all its rows` });
      if (subtype === "AT_NoForceRowSecurity")
        report({ message: `the owner of ${shown(relation)} sees all its rows` });
    }
  },
});
