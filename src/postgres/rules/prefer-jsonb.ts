// A column of type json.

import { retype } from "../lint/fixes.ts";
import { isBuiltIn, typeShape } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";
import { typesWritten } from "../lint/typed-columns.ts";

export const preferJsonb = rule({
  name: "prefer-jsonb",
  hazards: ["json-not-jsonb"],
  gravity: "S4",
  on: ["type:json"],
  why: "json has no equality, so that SELECT DISTINCT and UNION fail, and is parsed at every look.",
  instead: "use jsonb",
  bad: "create table t (id bigint primary key, meta json);",
  good: "create table t (id bigint primary key, meta jsonb);",
  statement(statement, { report }) {
    for (const { typeName, name } of typesWritten(statement)) {
      const type = typeShape(typeName);
      if (!isBuiltIn(type) || type.name !== "json") continue;
      report({
        message: `${name} cannot be compared`,
        at: typeName?.location,
        fix: retype(statement, typeName?.location, { pattern: /^json\b/i, type: "jsonb" }),
      });
    }
  },
});
