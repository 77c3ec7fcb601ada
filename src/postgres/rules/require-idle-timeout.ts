// A transaction without idle_in_transaction_session_timeout.

import { rule } from "../lint/sql-rule.ts";
import { changesSchema, isSet } from "../lint/timeouts.ts";

export const requireIdleTimeout = rule({
  name: "require-idle-timeout",
  hazards: ["missing-idle-timeout"],
  gravity: "S4",
  optIn: true,
  why: "When the client hangs between two statements, the locks of the transaction are held until somebody notices.",
  instead: "begin the file with `set idle_in_transaction_session_timeout = '30s';`",
  bad: "alter table users add column age int;",
  good: `set idle_in_transaction_session_timeout = '30s';
alter table users add column age int;
`,
  statement(statement, { report, file, once }) {
    const { node } = statement;
    if (!node || !changesSchema(statement)) return;
    if (!isSet(file, statement.index, "idle_in_transaction_session_timeout") && once("file"))
      report({ message: "a client that hangs keeps its locks" });
  },
});
