// DELETE without WHERE.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const deleteWithoutWhere = rule({
  name: "delete-without-where",
  hazards: ["delete-without-where"],
  gravity: "S2",
  sized: true,
  observedAs: ["data-loss"],
  inRollbacks: true,
  on: ["DeleteStmt"],
  why: "All rows are lost, most often by oversight.",
  instead: "write the WHERE; where all rows are meant, `where true` says so",
  bad: "delete from sessions;",
  good: "delete from sessions where ended_at < '2020-01-01';",
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("DeleteStmt" in node) || node.DeleteStmt.whereClause) return;
    const table = named(node.DeleteStmt.relation);
    if (!scene.isNew(table))
      report({ message: `all rows of ${shown(table)} are deleted`, at: node.DeleteStmt.relation?.location });
  },
});
