// A column of type smallint.

import { retype } from "../lint/fixes.ts";
import { isBuiltIn, storedType, typeShape } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";
import { typesWritten } from "../lint/typed-columns.ts";

export const preferBigintOverSmallint = rule({
  name: "prefer-bigint-over-smallint",
  hazards: ["type-smallint"],
  gravity: "S4",
  on: ["type:int2", "type:smallserial", "type:serial2"],
  why: "smallint ends at 32,767, and rarely saves a byte, because of alignment.",
  instead: "use bigint",
  bad: "create table t (id bigint primary key, count smallint);",
  good: "create table t (id bigint primary key, count bigint);",
  statement(statement, { report }) {
    for (const { typeName, name } of typesWritten(statement)) {
      const type = storedType(typeShape(typeName));
      if (!isBuiltIn(type) || type.name !== "int2") continue;
      report({
        message: `${name} ends at 32,767`,
        at: typeName?.location,
        fix: retype(statement, typeName?.location, { pattern: /^(?:int2|smallint)\b/i, type: "bigint" }),
      });
    }
  },
});
