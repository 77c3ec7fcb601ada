// ADD COLUMN of a serial type.
import { serialOf, shown, typeShape } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const addSerialColumn = rule({
  name: "add-serial-column",
  hazards: ["add-serial-rewrite", "add-column-rewrite"],
  gravity: "S2",
  sized: true,
  on: ["type:serial", "type:serial2", "type:serial4", "type:serial8", "type:smallserial", "type:bigserial"],
  why: "A serial column takes a number for every row: the whole table is written anew under ACCESS EXCLUSIVE.",
  instead: "add a plain bigint, give new rows a default from a sequence, and number old rows in batches",
  bad: "alter table orders add column number bigserial;",
  good: "alter table orders add column number bigint;",
  statement(statement, { scene, report }) {
    for (const { relation, column, added } of statement.newColumns) {
      if (!added || serialOf(typeShape(column.typeName)) === undefined || scene.isNew(relation)) continue;
      report({
        message: `all of ${shown(relation)} is written anew to number its rows`,
        at: column.location,
      });
    }
  },
});
