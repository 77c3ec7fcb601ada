// A column gets another name.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const renameColumn = rule({
  name: "rename-column",
  hazards: ["rename-column", "backward-incompatible"],
  gravity: "S2",
  on: ["OBJECT_COLUMN"],
  why: "While the release before still runs, it fails on the old name.",
  instead:
    "add a column of the new name, keep both in step, and drop the old one with a later release; or rename behind a view",
  bad: "alter table users rename column mail to email;",
  good: "alter table users add column email text;",
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("RenameStmt" in node) || node.RenameStmt.renameType !== "OBJECT_COLUMN") return;
    const { relation, subname, newname } = node.RenameStmt;
    if (!scene.isNew(named(relation)))
      report({
        message: `whoever still asks ${shown(named(relation))} for ${subname} fails (now ${newname})`,
        at: relation?.location,
      });
  },
});
