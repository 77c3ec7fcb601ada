// A column that may be NULL.
import { serialOf, typeShape } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const nullableColumn = rule({
  name: "nullable-column",
  hazards: ["column-null"],
  gravity: "S4",
  optIn: true,
  on: ["CreateStmt", "AT_AddColumn", "AT_DropNotNull"],
  why: "Every reader must think of NULL, and `=` is never true for it.",
  instead: "write NOT NULL, and a default",
  bad: "create table t (id bigint primary key, name text);",
  good: "create table t (id bigint primary key, name text not null);",
  statement(statement, { report }) {
    for (const { subtype, name } of statement.commands) {
      if (subtype === "AT_DropNotNull") report({ message: `${name} may be NULL from now on` });
    }
    for (const { column, constraints } of statement.newColumns) {
      const keyed = statement.newConstraints.some(
        ({ constraint, columns }) =>
          constraint.contype === "CONSTR_PRIMARY" && columns.includes(column.colname ?? ""),
      );
      const kinds = constraints.map(({ contype }) => contype);
      if (
        keyed ||
        kinds.includes("CONSTR_NOTNULL") ||
        kinds.includes("CONSTR_IDENTITY") ||
        serialOf(typeShape(column.typeName))
      )
        continue;
      report({ message: `${column.colname} may be NULL`, at: column.location });
    }
  },
});
