// A table is dropped.
import { objectName, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const dropTable = rule({
  name: "drop-table",
  hazards: ["drop-table", "backward-incompatible"],
  gravity: "S2",
  observedAs: ["data-loss"],
  on: ["OBJECT_TABLE"],
  why: "Its rows are gone for good, and an application that still names it fails at once.",
  instead: "make sure that nothing uses it, keep a copy, then say so: `-- godwit-ignore drop-table: reason`",
  bad: "drop table users;",
  good: `create table t (id bigint primary key);
drop table t;
`,
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("DropStmt" in node) || node.DropStmt.removeType !== "OBJECT_TABLE") return;
    const old = (node.DropStmt.objects ?? []).map(objectName).filter((table) => !scene.isNew(table));
    if (old.length > 0) report({ message: `all rows of ${old.map(shown).join(", ")} are lost` });
  },
});
