// A column of type timestamp without time zone.

import { retype } from "../lint/fixes.ts";
import { isBuiltIn, typeShape } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";
import { typesWritten } from "../lint/typed-columns.ts";

export const preferTimestamptz = rule({
  name: "prefer-timestamptz",
  hazards: ["type-timestamp"],
  gravity: "S4",
  on: ["type:timestamp"],
  why: "timestamp does not know in which zone it was meant; two servers read it as two moments.",
  instead: "use timestamptz",
  bad: "create table t (id bigint primary key, at timestamp);",
  good: "create table t (id bigint primary key, at timestamptz);",
  statement(statement, { report }) {
    for (const { typeName, name } of typesWritten(statement)) {
      const type = typeShape(typeName);
      if (!isBuiltIn(type) || type.name !== "timestamp") continue;
      report({
        message: `nobody knows in which time zone ${name} is`,
        at: typeName?.location,
        fix: retype(statement, typeName?.location, {
          pattern: /^timestamp(?:\s+without\s+time\s+zone)?(?!\s*\()\b/i,
          type: "timestamptz",
        }),
      });
    }
  },
});
