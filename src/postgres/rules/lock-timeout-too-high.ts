// A file sets a lock_timeout above the configured one.
import { rule } from "../lint/sql-rule.ts";

export const lockTimeoutTooHigh = rule({
  name: "lock-timeout-too-high",
  hazards: ["lock-timeout-too-high"],
  gravity: "S3",
  inRollbacks: true,
  on: ["VariableSetStmt"],
  why: "A file's own lock_timeout counts only where it is lower than `lockTimeout`; 0, as every dump begins, would be none at all.",
  instead: "remove the line, or set `Lock-Timeout` in the header to a lower value",
  bad: "set lock_timeout = 0;",
  good: "set lock_timeout = '1s';",
  statement(statement, { report, options }) {
    const given = statement.sql.nature.lockTimeout;
    if (!given || given.value === "default" || options.lockTimeoutMs === 0) return;
    if (given.value === 0 || given.value > options.lockTimeoutMs)
      report({
        message: `${given.value === 0 ? "no limit" : `${given.value} ms`} does not count: lockTimeout is ${options.lockTimeoutMs} ms`,
      });
  },
});
