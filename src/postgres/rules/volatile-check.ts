// A CHECK that may hold today and not tomorrow.
import { callsIn } from "../lint/expressions.ts";
import { rule } from "../lint/sql-rule.ts";
import { walk } from "../parse/walk.ts";

export const volatileCheck = rule({
  name: "volatile-check",
  hazards: ["volatile-check"],
  gravity: "S3",
  on: ["CONSTR_CHECK"],
  why: "A CHECK is looked at when a row is written. One that depends on the time or the session fails when a dump is restored.",
  instead: "use a trigger, or store what is compared",
  bad: "create table t (id bigint primary key, at timestamptz check (at < now()));",
  good: "create table t (id bigint primary key, at timestamptz check (at > '2000-01-01'));",
  statement(statement, { report }) {
    for (const { constraint } of statement.newConstraints) {
      if (constraint.contype !== "CONSTR_CHECK") continue;
      const call = callsIn(constraint.raw_expr).find(({ name }) => CHANGING.has(name));
      if (call || hasSqlValue(constraint.raw_expr))
        report({
          message: `${call ? `${call.name}()` : "the current time or user"} answers something else tomorrow`,
          at: constraint.location,
        });
    }
  },
});

const CHANGING = new Set([
  "now",
  "clock_timestamp",
  "statement_timestamp",
  "transaction_timestamp",
  "random",
  "current_setting",
  "timeofday",
  "txid_current",
  "pg_backend_pid",
]);

function hasSqlValue(expression: unknown): boolean {
  let found = false;
  walk({ tree: [expression] }, (node) => {
    if (node === "SQLValueFunction") found = true;
  });
  return found;
}
