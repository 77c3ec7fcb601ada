// A new enum value is used in the transaction that adds it.
import { textsIn } from "../lint/expressions.ts";
import { rule } from "../lint/sql-rule.ts";

export const enumValueUsedAtOnce = rule({
  name: "enum-value-used-at-once",
  hazards: ["enum-value-used-at-once"],
  gravity: "S2",
  why: "PostgreSQL refuses to use a value before the transaction that added it has committed (55P04).",
  instead: "use it in a later migration",
  bad: `alter type mood add value 'fine' after 'ok';
update people set mood = 'fine' where mood = 'ok';
`,
  good: "alter type mood add value 'fine' after 'ok';",
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || scene.newValues.size === 0 || "AlterEnumStmt" in node) return;
    const used = textsIn(node).find(
      (text) => scene.newValues.get(text) === `${scene.file}:${statement.transaction}`,
    );
    if (used !== undefined)
      report({ message: `'${used}' was added in this same transaction, which must commit first` });
  },
});
