// Another type for a column, which writes the table anew.

import type { Node } from "libpg-query";
import { columnsIn } from "../lint/expressions.ts";
import { shown, typeShape, typeText } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";
import { keepsRows } from "../lint/type-change.ts";

export const changeColumnType = rule({
  name: "change-column-type",
  hazards: ["change-type-rewrite", "backward-incompatible"],
  gravity: "S2",
  sized: true,
  on: ["AT_AlterColumnType"],
  why: "Unless the stored bytes are valid for the new type as they are, every row is written anew and every index built again under ACCESS EXCLUSIVE; and the application must cope with both types.",
  instead:
    "add a column of the new type, keep both up to date with a trigger, fill it in batches, then let the application change over",
  bad: "alter table orders alter column amount type numeric(12, 2);",
  good: `-- file: 001.sql
create table orders (note varchar(10));
-- file: 002.sql
alter table orders alter column note type varchar(20);
`,
  statement(statement, { scene, report }) {
    for (const { subtype, relation, name = "", def } of statement.commands) {
      if (subtype !== "AT_AlterColumnType" || !def || !("ColumnDef" in def) || scene.isNew(relation))
        continue;
      const { typeName, raw_default, collClause } = def.ColumnDef;
      const to = typeShape(typeName);
      const known = scene.column(relation, name);
      if (known && keepsRows(known.type, to) && !collClause && isCastOf(raw_default, name)) continue;
      const from = known ? `from ${typeText(known.type)} ` : "";
      report({
        message: `${name} changes ${from}to ${typeText(to)}: ${known ? "all" : "unless both are stored alike, all"} of ${shown(relation)} is written anew`,
        at: typeName?.location,
      });
    }
  },
});

/** No USING, or one that does what would be done without it. */
function isCastOf(expression: Node | undefined, column: string): boolean {
  if (!expression) return true;
  const inner = "TypeCast" in expression ? expression.TypeCast.arg : expression;
  return inner !== undefined && "ColumnRef" in inner && columnsIn(inner).includes(column);
}
