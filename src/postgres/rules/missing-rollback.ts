// A migration that nothing reverts.
import { rule } from "../lint/sql-rule.ts";

export const missingRollback = rule({
  name: "missing-rollback",
  hazards: ["missing-rollback"],
  gravity: "S3",
  observedAs: ["no-rollback"],
  why: "`godwit down` cannot revert it, and a release that goes wrong cannot be taken back.",
  instead:
    "write NAME_rollback.sql beside it; `godwit lint --fix` saves one that stands in the migration's comments; where nothing can be done, a comment in it says why",
  bad: "create table t (id bigint primary key);",
  good: "select 1;",
  file(file, { report }) {
    if (
      file.role === "up" &&
      !file.hasRollback &&
      file.statements.some(({ nodeName }) => nodeName !== "SelectStmt" && nodeName !== "VariableSetStmt")
    )
      report({ message: "nothing reverts this migration" });
  },
});
