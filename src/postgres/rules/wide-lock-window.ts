// Several tables are locked one after the other in one transaction.
import { few, takesExclusive } from "../lint/effects.ts";
import { rule } from "../lint/sql-rule.ts";

export const wideLockWindow = rule({
  name: "wide-lock-window",
  hazards: ["wide-lock-window", "lock-held-while-running-more"],
  gravity: "S4",
  why: "While the transaction waits for the second table it holds the first; two that take them in another order are a deadlock.",
  instead: "change one table per migration",
  bad: `alter table a add column x int;
alter table b add column x int;
`,
  good: "alter table a add column x int;",
  statement(statement, { scene, report, once }) {
    const held = scene.heldBy(statement.transaction);
    if (held.size === 0) return;
    const next = takesExclusive(statement, scene).find((key) => !held.has(key));
    if (next !== undefined && once(`${statement.transaction}`))
      report({ message: `waits for ${next} while ${few([...held])} is locked` });
  },
});
