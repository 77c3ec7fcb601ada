// A view of SELECT *.
import { rule } from "../lint/sql-rule.ts";

export const viewSelectStar = rule({
  name: "view-select-star",
  hazards: ["view-select-star"],
  gravity: "S4",
  on: ["ViewStmt"],
  why: "The columns are those of the day it was made: later ones are missing, and none of them can be dropped.",
  instead: "name the columns",
  bad: "create view v as select * from users;",
  good: "create view v as select id, name from users;",
  statement(statement, { report, file }) {
    const { node } = statement;
    if (!node || !("ViewStmt" in node)) return;
    const { query } = node.ViewStmt;
    const targets = query && "SelectStmt" in query ? (query.SelectStmt.targetList ?? []) : [];
    const star = targets.find(
      (target) =>
        "ResTarget" in target &&
        target.ResTarget.val &&
        "ColumnRef" in target.ResTarget.val &&
        (target.ResTarget.val.ColumnRef.fields ?? []).some((field) => "A_Star" in field),
    );
    // A view that stands in for a renamed table wants them all.
    if (star && !file.statements.some(({ nodeName }) => nodeName === "RenameStmt"))
      report({
        message: "columns that come later will be missing",
        at: "ResTarget" in star ? star.ResTarget.location : undefined,
      });
  },
});
