// A column of type integer.

import { retype } from "../lint/fixes.ts";
import { isBuiltIn, storedType, typeShape } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";
import { typesWritten } from "../lint/typed-columns.ts";

export const preferBigintOverInt = rule({
  name: "prefer-bigint-over-int",
  hazards: ["type-int"],
  gravity: "S4",
  on: ["type:int4", "type:serial", "type:serial4"],
  why: "integer ends at 2,147,483,647, and a larger type later writes the whole table anew.",
  instead: "use bigint",
  bad: "create table t (id bigint primary key, count int);",
  good: "create table t (id bigint primary key, count bigint);",
  statement(statement, { report }) {
    for (const { typeName, name } of typesWritten(statement)) {
      const type = storedType(typeShape(typeName));
      if (!isBuiltIn(type) || type.name !== "int4") continue;
      report({
        message: `${name} ends at 2,147,483,647`,
        at: typeName?.location,
        fix: retype(statement, typeName?.location, { pattern: /^(?:int4|integer|int)\b/i, type: "bigint" }),
      });
    }
  },
});
