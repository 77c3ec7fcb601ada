// BEGIN inside of a transaction, or COMMIT outside of one.
import { rule } from "../lint/sql-rule.ts";

export const transactionNesting = rule({
  name: "transaction-nesting",
  hazards: ["transaction-nesting"],
  gravity: "S2",
  inRollbacks: true,
  on: ["TransactionStmt"],
  why: "PostgreSQL only warns: a second BEGIN does nothing, and a COMMIT without BEGIN ends the transaction that everybody believes open.",
  instead: "write BEGIN and COMMIT in pairs, or leave both out: each file runs in a transaction",
  bad: `begin;
begin;
select 1;
commit;
`,
  good: `begin;
select 1;
commit;
`,
  statement(statement, { report }) {
    if (statement.nesting === "begin-in-begin") report({ message: "a transaction is open already" });
    if (statement.nesting === "end-outside") report({ message: "there is no BEGIN that this would end" });
  },
});
