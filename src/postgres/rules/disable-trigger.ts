// Triggers are switched on or off.
import { shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const disableTrigger = rule({
  name: "disable-trigger",
  hazards: ["create-trigger-lock", "disable-trigger"],
  gravity: "S3",
  on: [
    "AT_EnableTrig",
    "AT_EnableAlwaysTrig",
    "AT_EnableReplicaTrig",
    "AT_EnableTrigAll",
    "AT_EnableTrigUser",
    "AT_DisableTrig",
    "AT_DisableTrigAll",
    "AT_DisableTrigUser",
  ],
  why: "It takes SHARE ROW EXCLUSIVE; and while triggers are off, everybody's writes go without them. DISABLE TRIGGER ALL stops foreign keys as well.",
  instead: "set `session_replication_role` for this session alone, or change the trigger's condition",
  bad: "alter table users disable trigger all;",
  good: "alter table users set (fillfactor = 90);",
  statement(statement, { scene, report }) {
    for (const { subtype = "", relation, name } of statement.commands) {
      if (!/^AT_(?:En|Dis)able(?:Always|Replica)?Trig/.test(subtype) || scene.isNew(relation)) continue;
      report({
        message: `${name ?? "all triggers"} of ${shown(relation)}: writes stop while it is switched, and others' writes go ${subtype.includes("Dis") ? "without" : "with"} it`,
      });
    }
  },
});
