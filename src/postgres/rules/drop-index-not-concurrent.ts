// DROP INDEX without CONCURRENTLY.

import { concurrently } from "../lint/fixes.ts";
import { objectName, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const dropIndexNotConcurrent = rule({
  name: "drop-index-not-concurrent",
  hazards: ["index-drop-blocks"],
  gravity: "S3",
  on: ["OBJECT_INDEX"],
  why: "DROP INDEX takes ACCESS EXCLUSIVE on the table: while it waits for its turn, every query of the table waits behind it.",
  instead: "use `drop index concurrently`, which waits without stopping anybody",
  bad: "drop index orders_customer;",
  good: "drop index concurrently orders_customer;",
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("DropStmt" in node)) return;
    const { removeType, concurrent, objects = [], behavior } = node.DropStmt;
    if (removeType !== "OBJECT_INDEX" || concurrent) return;
    const old = objects.map(objectName).filter((index) => !scene.isNewIndex(index));
    if (old.length === 0) return;
    const one = objects.length === 1 && behavior !== "DROP_CASCADE";
    report({
      message: `dropping ${old.map(shown).join(", ")} stops reads and writes of the table while it waits for its lock`,
      fix: one ? concurrently(statement, /^drop\s+index\b/i) : undefined,
    });
  },
});
