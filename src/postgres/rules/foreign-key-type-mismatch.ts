// A foreign key between columns of different types.
import { named, shown, storedType, typeShape, typeText } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";
import { names } from "../parse/walk.ts";

export const foreignKeyTypeMismatch = rule({
  name: "foreign-key-type-mismatch",
  hazards: ["fk-type-mismatch"],
  gravity: "S3",
  on: ["CONSTR_FOREIGN"],
  why: "A narrower column cannot hold every key it should refer to, and comparing different types may not use the index.",
  instead: "give both columns the same type",
  bad: `create table customers (id bigint primary key);
create table orders (id bigint primary key, customer_id integer references customers (id) on delete cascade);
`,
  good: `create table customers (id bigint primary key);
create table orders (id bigint primary key, customer_id bigint references customers (id) on delete cascade);
`,
  statement(statement, { scene, report }) {
    for (const { relation, constraint, columns } of statement.newConstraints) {
      const { contype, pktable, pk_attrs, location } = constraint;
      if (contype !== "CONSTR_FOREIGN") continue;
      const other = scene.relation(named(pktable));
      const keys = pk_attrs
        ? names(pk_attrs)
        : (other?.constraints.find(({ type }) => type === "primary")?.columns ?? []);
      columns.forEach((column, at) => {
        const made = statement.newColumns.find((candidate) => candidate.column.colname === column);
        const mine = made
          ? storedType(typeShape(made.column.typeName))
          : scene.column(relation, column)?.type;
        const theirs = other?.columns.get(keys[at] ?? "")?.type;
        if (!mine || !theirs || mine.name === theirs.name) return;
        report({
          message: `${column} is ${typeText(mine)}, but ${keys[at]} of ${shown(named(pktable))} is ${typeText(theirs)}`,
          at: location,
        });
      });
    }
  },
});
