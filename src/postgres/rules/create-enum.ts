// An enum type.
import { namedBy, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const createEnum = rule({
  name: "create-enum",
  hazards: ["creating-enum"],
  gravity: "S4",
  on: ["CreateEnumStmt"],
  why: "Values of an enum cannot be removed, and only be sorted anew by making a new type.",
  instead: "use a lookup table with a foreign key, or text with a CHECK",
  bad: "create type mood as enum ('sad', 'ok');",
  good: "create table moods (name text primary key);",
  statement(statement, { report }) {
    const { node } = statement;
    if (node && "CreateEnumStmt" in node)
      report({
        message: `values of ${shown(namedBy(node.CreateEnumStmt.typeName))} can be added, never removed`,
      });
  },
});
