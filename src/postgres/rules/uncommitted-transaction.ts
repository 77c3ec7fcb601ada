// A BEGIN without its COMMIT.
import { rule } from "../lint/sql-rule.ts";

export const uncommittedTransaction = rule({
  name: "uncommitted-transaction",
  hazards: ["uncommitted-transaction"],
  gravity: "S1",
  inRollbacks: true,
  on: ["TransactionStmt"],
  why: "What the file does after it is rolled back when the session ends.",
  instead: "write COMMIT at the end, or leave BEGIN out: each file runs in a transaction",
  bad: `begin;
create table users (id bigint primary key);
`,
  good: `begin;
create table users (id bigint primary key);
commit;
`,
  file(file, { report }) {
    if (file.open) report({ message: "no COMMIT ends this transaction", statement: file.open });
  },
});
