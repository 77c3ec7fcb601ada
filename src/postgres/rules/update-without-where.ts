// UPDATE without WHERE.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const updateWithoutWhere = rule({
  name: "update-without-where",
  hazards: ["update-without-where"],
  gravity: "S2",
  sized: true,
  observedAs: [],
  inRollbacks: true,
  on: ["UpdateStmt"],
  why: "Every row is written anew and stays locked until COMMIT; whoever wants to change one waits.",
  instead: "change the rows in batches (`godwit new --data`), with a WHERE",
  bad: "update users set active = true;",
  good: "update users set active = true where id between 1 and 1000;",
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("UpdateStmt" in node) || node.UpdateStmt.whereClause) return;
    const table = named(node.UpdateStmt.relation);
    if (!scene.isNew(table))
      report({
        message: `all rows of ${shown(table)} are locked and written anew`,
        at: node.UpdateStmt.relation?.location,
      });
  },
});
