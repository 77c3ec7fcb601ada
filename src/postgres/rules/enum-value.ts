// ALTER TYPE … ADD VALUE.
import { namedBy, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const enumValue = rule({
  name: "enum-value",
  hazards: ["enum-value"],
  gravity: "S4",
  on: ["AlterEnumStmt"],
  why: "A value can never be removed again, and an application that does not know it fails when it reads it.",
  instead: "let the application know the value first; for values that come and go use a table",
  bad: "alter type mood add value 'fine' after 'ok';",
  good: "insert into moods (name) values ('fine');",
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("AlterEnumStmt" in node)) return;
    const { typeName, newVal, oldVal } = node.AlterEnumStmt;
    if (oldVal === undefined && !scene.isNewType(namedBy(typeName)))
      report({ message: `'${newVal}' can never be removed from ${shown(namedBy(typeName))} again` });
  },
});
