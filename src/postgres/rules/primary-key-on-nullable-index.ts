// PRIMARY KEY USING INDEX over columns that may be NULL.
import { shown } from "../lint/names.ts";
import type { Relation } from "../lint/scene.ts";
import { rule } from "../lint/sql-rule.ts";

export const primaryKeyOnNullableIndex = rule({
  name: "primary-key-on-nullable-index",
  hazards: ["pk-using-nullable-index"],
  gravity: "S2",
  on: ["add:CONSTR_PRIMARY"],
  why: "A primary key sets its columns NOT NULL. Where they are not, the whole table is read for NULLs under ACCESS EXCLUSIVE.",
  instead: "set the columns NOT NULL first, by way of a validated CHECK",
  bad: `-- file: 001.sql
create table users (id bigint, name text);
-- file: 002.sql
create unique index concurrently users_id on users (id);
-- file: 003.sql
alter table users add constraint users_pkey primary key using index users_id;
`,
  good: `-- file: 001.sql
create table users (id bigint not null, name text);
-- file: 002.sql
create unique index concurrently users_id on users (id);
-- file: 003.sql
alter table users add constraint users_pkey primary key using index users_id;
`,
  statement(statement, { scene, report }) {
    for (const { relation, constraint } of statement.newConstraints) {
      if (constraint.contype !== "CONSTR_PRIMARY" || !constraint.indexname || scene.isNew(relation)) continue;
      const known = scene.relation(relation);
      const index = known?.indexes.find(({ name }) => name === constraint.indexname);
      const nullable = (index?.columns ?? []).filter(
        (column) => known?.columns.get(column)?.notNull === false && !isChecked(known, column),
      );
      if (nullable.length > 0)
        report({
          message: `${nullable.join(", ")} may be NULL: all of ${shown(relation)} is read to find out`,
          at: constraint.location,
        });
    }
  },
});

function isChecked({ constraints }: Relation, column: string): boolean {
  return constraints.some(({ notNullOf, validated }) => notNullOf === column && validated);
}
