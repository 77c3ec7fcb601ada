// A trigger is dropped.

import { rule } from "../lint/sql-rule.ts";
import { names } from "../parse/walk.ts";

export const dropTrigger = rule({
  name: "drop-trigger",
  hazards: ["drop-trigger"],
  gravity: "S3",
  on: ["OBJECT_TRIGGER"],
  why: "What the trigger kept in order is not kept any more, and DROP TRIGGER takes ACCESS EXCLUSIVE on its table.",
  instead: "make sure that nothing relies on it",
  bad: "drop trigger users_updated on users;",
  good: "create or replace trigger users_updated before update on users for each row execute function stamp();",
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("DropStmt" in node) || node.DropStmt.removeType !== "OBJECT_TRIGGER") return;
    const paths = (node.DropStmt.objects ?? []).map((object) =>
      "List" in object ? names(object.List.items) : [],
    );
    for (const path of paths) {
      const [trigger, table = "", schema] = path.toReversed();
      if (!scene.isNew({ schema, name: table }))
        report({ message: `${trigger} does not run on ${table} any more` });
    }
  },
});
