// A statement of DDL without a statement_timeout in the file.

import { rule } from "../lint/sql-rule.ts";
import { changesSchema, isSet } from "../lint/timeouts.ts";

export const requireStatementTimeout = rule({
  name: "require-statement-timeout",
  hazards: ["missing-statement-timeout"],
  gravity: "S4",
  optIn: true,
  why: "A statement that takes longer than was thought holds its locks for as long.",
  instead: "begin the file with `set statement_timeout = '5s';`, or set `statementTimeout`",
  bad: "alter table users add column age int;",
  good: `set statement_timeout = '5s';
alter table users add column age int;
`,
  statement(statement, { report, file, once }) {
    const { node } = statement;
    if (!node || !changesSchema(statement)) return;
    if (!isSet(file, statement.index, "statement_timeout") && once("file"))
      report({ message: "may hold its locks without end" });
  },
});
