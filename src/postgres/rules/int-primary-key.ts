// A primary key that ends at two thousand million.
import { storedType, typeShape } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const intPrimaryKey = rule({
  name: "int-primary-key",
  hazards: ["int-primary-key"],
  gravity: "S3",
  on: ["CONSTR_PRIMARY"],
  why: "Keys are used up by failed inserts too; on the day the last one is gone, nothing can be inserted.",
  instead: "use bigint",
  bad: "create table t (id int primary key);",
  good: "create table t (id bigint primary key);",
  statement(statement, { report }) {
    for (const { constraint, columns } of statement.newConstraints) {
      if (constraint.contype !== "CONSTR_PRIMARY" || columns.length !== 1) continue;
      const column = statement.newColumns.find(
        (candidate) => candidate.column.colname === columns[0],
      )?.column;
      const { name } = storedType(typeShape(column?.typeName));
      if (name === "int4" || name === "int2")
        report({
          message: `${columns[0]} is a primary key of ${name === "int4" ? "4" : "2"} bytes`,
          at: column?.location,
        });
    }
  },
});
