// Which queries name what is dropped, where pg_stat_statements remembers them.
import { keyOf } from "../../core/fact.ts";
import { maskSql } from "../mask.ts";
import { join, literal, name, sql } from "../sql.ts";
import { dropped, type TargetQuestion, told, word } from "./question.ts";

export const namingQueries: TargetQuestion = {
  about: "which queries name what is dropped",
  sql(demand) {
    const schema = demand.from.get(keyOf("extension", ["pg_stat_statements"]))?.attributes.schema;
    const tables = dropped(demand, "table");
    const gone = new Set(tables.map((path) => path.join(".")));
    const columns = dropped(demand, "column").filter((path) => !gone.has(path.slice(0, 2).join(".")));
    if (typeof schema !== "string" || tables.length + columns.length === 0) return null;
    const asked = [...tables, ...columns].map((path) => {
      const [, table = "", column] = path;
      return sql`(${literal(path.join("."))}, ${literal(word(table))}, ${literal(column === undefined ? "" : word(column))})`;
    });
    return sql`select w.path, s.calls, s.query from (values ${join(asked)}) as w (path, relation, part)
      cross join lateral (
        select q.query, q.calls from ${name(schema, "pg_stat_statements")} q
        where q.dbid = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
          and q.query ~* w.relation and q.query ~* w.part
          and q.query !~* '^\\s*(create|alter|drop|truncate|comment|grant|revoke|analyze|vacuum|reindex|cluster|begin|with wanted)'
          and q.query !~* 'pg_catalog[.]'
        order by q.calls desc limit 3) s`;
  },
  found: (rows) =>
    told(
      rows.map(({ path, calls, query }) => ({
        rule: "named-by-query",
        severity: "warning",
        message: `${path} is dropped, and a query that ran ${calls === "1" ? "once" : `${calls} times`} seems to name it: ${maskSql(
          query ?? "",
        )
          .text.replaceAll(/\s+/g, " ")
          .slice(0, 120)}`,
      })),
    ),
};
