// The only index on a foreign key's columns is partial.
import { skipsOnlyNulls } from "../lint/apply.ts";
import { named } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const foreignKeyPartialIndex = rule({
  name: "foreign-key-partial-index",
  hazards: ["fk-partial-index", "fk-validated-inline"],
  gravity: "S3",
  on: ["IndexStmt"],
  why: "Looking for the rows that refer to a deleted one needs all of them; a partial index knows only some, so that the whole table is read for each.",
  instead: "make an index without WHERE on the foreign key's columns",
  bad: `create table customers (id bigint primary key);
create table orders (id bigint primary key, customer_id bigint references customers (id) on delete cascade);
create index orders_customer on orders (customer_id) where customer_id > 10;
`,
  good: `create table customers (id bigint primary key);
create table orders (id bigint primary key, customer_id bigint references customers (id) on delete cascade);
create index orders_customer on orders (customer_id);
`,
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("IndexStmt" in node)) return;
    const { relation, whereClause, indexParams = [] } = node.IndexStmt;
    const known = scene.relation(named(relation));
    const columns = indexParams.map((param) => ("IndexElem" in param ? (param.IndexElem.name ?? "") : ""));
    if (!known || skipsOnlyNulls(whereClause, columns)) return;
    for (const constraint of known.constraints) {
      if (constraint.type !== "foreign" || constraint.columns.some((column, at) => columns[at] !== column))
        continue;
      const served = known.indexes.some(
        (index) => index.skipsNulls && constraint.columns.every((column, at) => index.columns[at] === column),
      );
      if (!served)
        report({
          message: `a partial index does not serve the foreign key on ${constraint.columns.join(", ")}`,
          at: relation?.location,
        });
    }
  },
});
