// A column of type varchar(n).

import { retype } from "../lint/fixes.ts";
import { isBuiltIn, typeShape } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";
import { typesWritten } from "../lint/typed-columns.ts";

export const preferText = rule({
  name: "prefer-text",
  hazards: ["type-varchar"],
  gravity: "S4",
  on: ["type:varchar"],
  why: "A length limit cannot be lowered without reading the table under ACCESS EXCLUSIVE; it saves nothing.",
  instead: "use text, with a CHECK on its length where there must be a limit",
  bad: "create table t (id bigint primary key, name varchar(50));",
  good: "create table t (id bigint primary key, name text);",
  statement(statement, { report }) {
    for (const { typeName, name } of typesWritten(statement)) {
      const type = typeShape(typeName);
      if (!isBuiltIn(type) || type.name !== "varchar" || type.mods.length === 0) continue;
      report({
        message: `${name} has a limit that is hard to change`,
        at: typeName?.location,
        fix: retype(statement, typeName?.location, {
          pattern: /^(?:varchar|character\s+varying)\s*\(\s*\d+\s*\)/i,
          type: "text",
        }),
      });
    }
  },
});
