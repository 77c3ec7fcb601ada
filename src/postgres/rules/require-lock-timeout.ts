// A lock is asked for without a lock_timeout in the file.

import { rule } from "../lint/sql-rule.ts";
import { changesSchema, isSet, newOnly } from "../lint/timeouts.ts";

export const requireLockTimeout = rule({
  name: "require-lock-timeout",
  hazards: ["missing-lock-timeout"],
  gravity: "S3",
  optIn: true,
  why: "Whoever waits for a strong lock makes everybody else wait behind it. Godwit sets lock_timeout itself; this rule is for files that also run under psql.",
  instead: "begin the file with `set lock_timeout = '2s';`",
  bad: "alter table users add column age int;",
  good: `set lock_timeout = '2s';
alter table users add column age int;
`,
  statement(statement, { scene, report, file, once }) {
    const { node } = statement;
    if (!node || !changesSchema(statement)) return;
    if (!isSet(file, statement.index, "lock_timeout") && !newOnly(statement, scene) && once("file"))
      report({ message: "waits for its lock without end" });
  },
});
