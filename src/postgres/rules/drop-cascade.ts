// DROP … CASCADE.
import { objectName, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const dropCascade = rule({
  name: "drop-cascade",
  hazards: ["drop-cascade"],
  gravity: "S3",
  on: ["DropStmt", "AT_DropColumn", "AT_DropConstraint"],
  why: "CASCADE drops what depends on it as well, and what that is depends on the database it runs in.",
  instead: "drop what depends on it by name",
  bad: "drop table users cascade;",
  good: "drop table users;",
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (node && "DropStmt" in node && node.DropStmt.behavior === "DROP_CASCADE") {
      const old = (node.DropStmt.objects ?? []).map(objectName).filter((object) => !scene.isNew(object));
      if (old.length > 0)
        report({ message: `everything that depends on ${old.map(shown).join(", ")} goes, too` });
    }
    for (const { subtype, behavior, name, relation } of statement.commands) {
      const drops = subtype === "AT_DropColumn" || subtype === "AT_DropConstraint";
      if (drops && behavior === "DROP_CASCADE" && !scene.isNew(relation))
        report({ message: `everything that depends on ${name} goes, too` });
    }
  },
});
