// A trigger on a table that others use.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const createTrigger = rule({
  name: "create-trigger",
  hazards: ["create-trigger-lock"],
  gravity: "S3",
  on: ["CreateTrigStmt"],
  why: "It takes SHARE ROW EXCLUSIVE, which stops writes while it waits, and from then on runs with every write of the release before, too.",
  instead: "make sure that the application of today works with it",
  bad: "create trigger users_updated before update on users for each row execute function stamp();",
  good: `create table t (id bigint primary key);
create trigger t_updated before update on t for each row execute function stamp();
`,
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("CreateTrigStmt" in node)) return;
    const { relation, trigname } = node.CreateTrigStmt;
    if (!scene.isNew(named(relation)))
      report({
        message: `writes to ${shown(named(relation))} stop while ${trigname} is made, and run it from then on`,
        at: relation?.location,
      });
  },
});
