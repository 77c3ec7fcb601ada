// A schema is dropped.
import { objectName, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const dropSchema = rule({
  name: "drop-schema",
  hazards: ["drop-schema", "backward-incompatible"],
  gravity: "S1",
  observedAs: ["data-loss"],
  on: ["OBJECT_SCHEMA"],
  why: "With CASCADE everything in it goes, without a list of what that is.",
  instead: "drop what is in it by name",
  bad: "drop schema billing cascade;",
  good: "drop table billing.old_invoices;",
  statement(statement, { report }) {
    const { node } = statement;
    if (!node || !("DropStmt" in node) || node.DropStmt.removeType !== "OBJECT_SCHEMA") return;
    report({
      message: `${(node.DropStmt.objects ?? []).map(objectName).map(shown).join(", ")} goes with all that is in it`,
    });
  },
});
