// LOCK TABLE.
import { strongestLock } from "../known-locks.ts";
import { rule } from "../lint/sql-rule.ts";

export const lockTable = rule({
  name: "lock-table",
  hazards: ["lock-table"],
  gravity: "S3",
  on: ["LockStmt"],
  why: "The lock is held until the transaction ends, whatever runs in it.",
  instead: "let the statements take the locks they need",
  bad: "lock table users;",
  good: "select id from users where id = 1 for update;",
  statement(statement, { report }) {
    const { node } = statement;
    const mode = node && strongestLock(node);
    if (node && "LockStmt" in node)
      report({ message: `${mode ?? "the lock"} is held until the transaction ends` });
  },
});
