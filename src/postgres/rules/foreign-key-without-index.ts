// A foreign key whose columns no index begins with.
import { shown } from "../lint/names.ts";
import type { Relation } from "../lint/scene.ts";
import { rule } from "../lint/sql-rule.ts";

export const foreignKeyWithoutIndex = rule({
  name: "foreign-key-without-index",
  hazards: ["fk-without-index"],
  gravity: "S3",
  on: ["CONSTR_FOREIGN"],
  why: "Each DELETE of a referenced row, and each UPDATE of its key, reads the whole referring table.",
  instead: "make an index on the foreign key's columns",
  bad: `create table customers (id bigint primary key);
create table orders (id bigint primary key, customer_id bigint references customers (id) on delete cascade);
`,
  good: `create table customers (id bigint primary key);
create table orders (id bigint primary key, customer_id bigint references customers (id) on delete cascade);
create index orders_customer on orders (customer_id);
`,
  file(file, { scene, report }) {
    for (const statement of file.statements) {
      for (const { relation, constraint, columns } of statement.newConstraints) {
        if (constraint.contype !== "CONSTR_FOREIGN") continue;
        const known = scene.relation(relation);
        // Of a table that was there before, the indexes are not known.
        if (!known?.whole || served(known, columns)) continue;
        report({
          message: `no index of ${shown(relation)} begins with ${columns.join(", ")}`,
          statement,
          at: constraint.location,
        });
      }
    }
  },
});

function served({ indexes }: Relation, columns: readonly string[]): boolean {
  return indexes.some(
    ({ skipsNulls, columns: indexed }) =>
      skipsNulls && columns.every((column) => indexed.slice(0, columns.length).includes(column)),
  );
}
