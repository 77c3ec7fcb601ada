// A text cast to bytea in a generated column.

import type { TypeCast } from "libpg-query";
import { typeShape } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";
import { walk } from "../parse/walk.ts";

export const byteaCastInGeneratedColumn = rule({
  name: "bytea-cast-in-generated-column",
  hazards: ["bytea-cast"],
  gravity: "S2",
  on: ["CONSTR_GENERATED"],
  why: "The cast reads backslashes as escapes: the first row with one fails to be inserted, or gets the hash of another text.",
  instead: "use a trigger with `convert_to(text, 'UTF8')`, or `md5(text)`",
  bad: "create table t (id bigint primary key, config text, hash text generated always as (encode(sha256(config::text::bytea), 'hex')) stored);",
  good: "create table t (id bigint primary key, config text, hash text generated always as (md5(config)) stored);",
  statement(statement, { report }) {
    for (const { column, constraints } of statement.newColumns) {
      for (const { contype, raw_expr } of constraints) {
        if (contype !== "CONSTR_GENERATED") continue;
        walk({ tree: [raw_expr] }, (node, fields) => {
          if (node !== "TypeCast") return;
          const { typeName, location } = fields as TypeCast;
          if (typeShape(typeName).name === "bytea")
            report({
              message: `${column.colname}: a backslash in the text breaks the cast to bytea`,
              at: location,
            });
        });
      }
    }
  },
});
