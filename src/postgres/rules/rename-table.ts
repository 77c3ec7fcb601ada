// A table or view gets another name.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const renameTable = rule({
  name: "rename-table",
  hazards: ["rename-table", "backward-incompatible"],
  gravity: "S2",
  on: ["OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_FOREIGN_TABLE"],
  why: "While the release before still runs, it fails on the old name.",
  instead: "in the same transaction, create a view of the old name, which can be read and written",
  bad: "alter table users rename to accounts;",
  good: `alter table users rename to accounts;
create view users as select * from accounts;
`,
  statement(statement, { scene, report, file }) {
    const { node } = statement;
    if (!node || !("RenameStmt" in node) || !RELATIONS.has(node.RenameStmt.renameType ?? "")) return;
    const { relation, newname } = node.RenameStmt;
    const old = named(relation);
    const replaced = file.statements.some(
      ({ node: other, index }) =>
        other &&
        "ViewStmt" in other &&
        index > statement.index &&
        scene.key(named(other.ViewStmt.view)) === scene.key(old),
    );
    if (!scene.isNew(old) && !replaced)
      report({
        message: `whoever still asks for ${shown(old)} fails (now ${newname})`,
        at: relation?.location,
      });
  },
});

const RELATIONS = new Set(["OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_FOREIGN_TABLE"]);
