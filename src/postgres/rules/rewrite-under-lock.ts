// A table is written anew while another is locked.
import { few, rewritesTable, takesExclusive } from "../lint/effects.ts";
import { rule } from "../lint/sql-rule.ts";

export const rewriteUnderLock = rule({
  name: "rewrite-under-lock",
  hazards: ["rewrite-under-lock"],
  gravity: "S2",
  sized: true,
  observedAs: ["lock-held-long"],
  why: "Locks are kept until the transaction ends: what was locked before cannot be used while the rewrite lasts.",
  instead: "put the rewrite into a migration of its own",
  bad: `alter table authors add column meta jsonb;
alter table prices alter price type bigint;
`,
  good: "alter table authors add column meta jsonb;",
  statement(statement, { scene, report }) {
    const held = scene.heldBy(statement.transaction);
    if (held.size === 0 || !rewritesTable(statement, scene)) return;
    const own = takesExclusive(statement, scene);
    const others = [...held].filter((key) => !own.includes(key));
    if (others.length > 0)
      report({ message: `${few(others)} stays locked while this table is written anew` });
  },
});
