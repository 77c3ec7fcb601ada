// A primary key is dropped.
import { shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const dropPrimaryKey = rule({
  name: "drop-primary-key",
  hazards: ["drop-primary-key", "table-without-pk"],
  gravity: "S2",
  on: ["AT_DropConstraint"],
  why: "Without a primary key duplicates get in, logical replication refuses UPDATE and DELETE, and foreign keys to it must go too.",
  instead:
    "add the new key in the same statement: `drop constraint …, add constraint … primary key using index …`",
  bad: "alter table users drop constraint users_pkey;",
  good: "alter table users drop constraint users_pkey, add constraint users_pkey primary key using index users_id;",
  statement(statement, { scene, report }) {
    const replaced = statement.newConstraints.some(
      ({ constraint }) => constraint.contype === "CONSTR_PRIMARY",
    );
    for (const { subtype, relation, name = "" } of statement.commands) {
      if (subtype !== "AT_DropConstraint" || replaced || scene.isNew(relation)) continue;
      const known = scene.relation(relation)?.constraints.find((constraint) => constraint.name === name);
      const isKey = known ? known.type === "primary" : name === `${relation.name}_pkey`;
      if (isKey) report({ message: `${shown(relation)} loses its primary key` });
    }
  },
});
