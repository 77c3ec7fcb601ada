// ALTER TYPE … ADD VALUE that does not say where.
import { rule } from "../lint/sql-rule.ts";

export const enumValueOrder = rule({
  name: "enum-value-order",
  hazards: ["enum-value-order"],
  gravity: "S4",
  on: ["AlterEnumStmt"],
  why: "Values are sorted in the order of the type. Without BEFORE or AFTER the new one comes last, which may differ between databases that got their values in another order.",
  instead: "write `before` or `after`",
  bad: "alter type mood add value 'fine';",
  good: "alter type mood add value 'fine' after 'ok';",
  statement(statement, { report }) {
    const { node } = statement;
    if (!node || !("AlterEnumStmt" in node)) return;
    const { newVal, oldVal, newValNeighbor } = node.AlterEnumStmt;
    if (oldVal === undefined && newValNeighbor === undefined)
      report({ message: `'${newVal}' comes last, whatever is there` });
  },
});
