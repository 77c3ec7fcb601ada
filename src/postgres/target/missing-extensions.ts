// Extensions that the migrations make: the shadow's server has them, and the target's may not.
import { literal, sql } from "../sql.ts";
import { created, type TargetQuestion } from "./question.ts";

export const missingExtensions: TargetQuestion = {
  about: "which extensions can be made",
  sql(demand) {
    const names = created(demand).flatMap(({ id: { kind, path } }) =>
      kind === "extension" ? [path[0] ?? ""] : [],
    );
    if (names.length === 0) return null;
    return sql`select w.name from pg_catalog.unnest(${literal(names)}) as w (name)
      where not exists (select from pg_catalog.pg_available_extensions a where a.name::text = w.name) order by 1`;
  },
  found: (rows) =>
    rows.map(({ name }) => ({
      rule: "extension-missing",
      severity: "error",
      message: `the extension ${name} is not installed on the target's server`,
      hint: "install it there, or ask who runs the server",
    })),
};
