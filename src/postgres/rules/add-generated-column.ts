// ADD COLUMN … GENERATED … STORED.
import { shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const addGeneratedColumn = rule({
  name: "add-generated-column",
  hazards: ["add-column-rewrite"],
  gravity: "S2",
  sized: true,
  on: ["CONSTR_GENERATED"],
  why: "A stored generated column is computed for every row: the whole table is written anew under ACCESS EXCLUSIVE.",
  instead:
    "add an ordinary column, keep it up to date with a trigger, and fill old rows in batches; or make it virtual (PostgreSQL 18)",
  bad: "alter table orders add column total numeric generated always as (price * count) stored;",
  good: "create table orders (price numeric, count int, total numeric generated always as (price * count) stored);",
  statement(statement, { scene, report }) {
    for (const { relation, column, constraints, added } of statement.newColumns) {
      const stored = constraints.some(
        ({ contype, generated_kind }) => contype === "CONSTR_GENERATED" && generated_kind !== "v",
      );
      if (added && stored && !scene.isNew(relation))
        report({
          message: `all of ${shown(relation)} is written anew to compute ${column.colname}`,
          at: column.location,
        });
    }
  },
});
