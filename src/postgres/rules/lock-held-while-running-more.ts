// Slow work in a transaction that locks a table against everybody.
import { few, isSlow } from "../lint/effects.ts";
import { rule } from "../lint/sql-rule.ts";

export const lockHeldWhileRunningMore = rule({
  name: "lock-held-while-running-more",
  hazards: ["lock-held-while-running-more"],
  gravity: "S3",
  observedAs: ["lock-held-long"],
  why: "ACCESS EXCLUSIVE is held until the transaction ends. What runs after it lengthens the time in which nobody can read the table.",
  instead: "do the slow work first, or in a migration of its own",
  bad: `alter table users add column mail text;
update users set mail = name || '@example.com' where mail is null;
`,
  good: "alter table users add column mail text;",
  statement(statement, { scene, report, once }) {
    const held = scene.heldBy(statement.transaction);
    if (held.size === 0) return;
    const message = (): string => `nobody can read ${few([...held])} while this runs`;
    if (isSlow(statement, scene)) {
      if (once(`slow ${statement.transaction}`)) report({ message: message() });
    } else if (ROWS.has(statement.nodeName) && once(`quick ${statement.transaction}`)) {
      // It may have to wait for somebody's row.
      report({ message: message(), gravity: "S4" });
    }
  },
});

const ROWS = new Set(["InsertStmt", "SelectStmt", "DoStmt", "CallStmt"]);
