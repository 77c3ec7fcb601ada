// TRUNCATE.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const truncate = rule({
  name: "truncate",
  hazards: ["truncate"],
  gravity: "S2",
  observedAs: ["data-loss"],
  on: ["TruncateStmt"],
  why: "All rows are gone, and everybody waits behind its ACCESS EXCLUSIVE lock.",
  instead: "delete what must go, in batches, with a WHERE",
  bad: "truncate sessions;",
  good: "delete from sessions where ended_at < now() - interval '1 year';",
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("TruncateStmt" in node)) return;
    const old = (node.TruncateStmt.relations ?? [])
      .flatMap((rel) => ("RangeVar" in rel ? [named(rel.RangeVar)] : []))
      .filter((table) => !scene.isNew(table));
    if (old.length > 0) report({ message: `all rows of ${old.map(shown).join(", ")} are lost` });
  },
});
