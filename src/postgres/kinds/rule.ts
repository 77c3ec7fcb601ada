// Rewrite rules of tables and views; a view's own SELECT rule is the view.

import type { Drafts } from "../../core/kind.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, kind, printed, qualified, text, userSchemas } from "../kind.ts";
import { spelled, withSpelling } from "../reprint.ts";
import { type Sql, sql } from "../sql.ts";
import { firing } from "./firing.ts";
import { lasting, relationKey } from "./relation.ts";

export type RuleAttributes = {
  readonly definition: string;
  /** Key of the table or view. */
  readonly on: string;
  /** `enable`, `disable`, `enable replica` or `enable always`. */
  readonly fires: string;
};

export const rule = kind<RuleAttributes>({
  name: "rule",
  catalog: CATALOG.pg_rewrite,
  read: () => sql`
    select r.oid, n.nspname as schema, c.relname as table, c.relkind as relation, r.rulename as name,
      pg_catalog.pg_get_ruledef(r.oid) as definition, r.ev_enabled as fires
    from pg_catalog.pg_rewrite r
    join pg_catalog.pg_class c on c.oid = r.ev_class
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where r.rulename <> '_RETURN' and ${lasting(sql`c`)} and ${userSchemas(sql`n`)}`,
  fact: (row) => {
    const path = [text(row.schema), text(row.table), text(row.name)];
    const on = relationKey(row.relation, path);
    const fact = factOf({ kind: "rule", path }, [on], {
      definition: text(row.definition).replace(/;$/, ""),
      on,
      fires: firing(row.fires),
    });
    return withSpelling(fact, ["definition"]);
  },
  named: (path) => sql`rule ${name(path[2] as string)} on ${qualified(path)}`,
  create: (fact) => [
    { op: spelled(fact, "definition"), lock: "ACCESS EXCLUSIVE", relation: fact.attributes.on },
    ...(fact.attributes.fires === "enable" ? [] : fire(fact.id.path, fact.attributes)),
  ],
  drop: ({ id: { path }, attributes }) => [
    {
      op: sql`drop rule ${name(path[2] as string)} on ${qualified(path)}`,
      lock: "ACCESS EXCLUSIVE",
      relation: attributes.on,
    },
  ],
  swallowedBy: ({ attributes }) => [attributes.on],
  alter: {
    on: "replace",
    definition: (fact) => [
      {
        op: printed(spelled(fact, "definition").text.replace(/^CREATE RULE /, "CREATE OR REPLACE RULE ")),
        lock: "ACCESS EXCLUSIVE",
        relation: fact.attributes.on,
      },
    ],
    fires: ({ id, attributes }) => fire(id.path, attributes),
  },
});

function fire(path: readonly string[], { fires, on }: RuleAttributes): Drafts<Sql> {
  const op = sql`alter table ${qualified(path)} ${printed(fires)} rule ${name(path[2] as string)}`;
  return [{ op, lock: "ACCESS EXCLUSIVE", relation: on }];
}
