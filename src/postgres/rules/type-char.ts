// A column of type char(n).

import { retype } from "../lint/fixes.ts";
import { isBuiltIn, typeShape } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";
import { typesWritten } from "../lint/typed-columns.ts";

export const typeChar = rule({
  name: "type-char",
  hazards: ["type-char"],
  gravity: "S4",
  on: ["type:bpchar", "type:char"],
  why: "char(n) is padded with blanks to its length, and saves nothing.",
  instead: "use text",
  bad: "create table t (id bigint primary key, code char(3));",
  good: "create table t (id bigint primary key, code text);",
  statement(statement, { report }) {
    for (const { typeName, name } of typesWritten(statement)) {
      const type = typeShape(typeName);
      // "char" in quotes is another type: one byte, for PostgreSQL's own catalogues.
      const padded = type.name === "bpchar" || (type.name === "char" && type.schema === "pg_catalog");
      if (isBuiltIn(type) && padded)
        report({
          message: `${name} is padded with blanks`,
          at: typeName?.location,
          fix: retype(statement, typeName?.location, {
            pattern: /^(?:char|character|nchar)(?:\s*\(\s*\d+\s*\))?(?![\w(.])/i,
            type: "text",
          }),
        });
    }
  },
});
