// ADD COLUMN NOT NULL without a default.
import { serialOf, shown, typeShape } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const addRequiredColumn = rule({
  name: "add-required-column",
  hazards: ["add-required-column"],
  gravity: "S2",
  on: ["CONSTR_NOTNULL", "CONSTR_PRIMARY"],
  why: "With one row in the table the statement fails; and the application of the release before inserts without the column.",
  instead: "give it a default, or add it nullable, fill it in batches, and set it NOT NULL later",
  bad: "alter table users add column age int not null;",
  good: "alter table users add column age int not null default 0;",
  statement(statement, { scene, report }) {
    for (const { relation, column, constraints, added } of statement.newColumns) {
      const kinds = constraints.map(({ contype }) => contype);
      const filled = kinds.some(
        (kind) => kind === "CONSTR_DEFAULT" || kind === "CONSTR_GENERATED" || kind === "CONSTR_IDENTITY",
      );
      const required = kinds.includes("CONSTR_NOTNULL") || kinds.includes("CONSTR_PRIMARY");
      if (!added || !required || filled || serialOf(typeShape(column.typeName)) || scene.isNew(relation))
        continue;
      report({
        message: `fails if ${shown(relation)} has a row: ${column.colname} would be NULL in it`,
        at: column.location,
      });
    }
  },
});
