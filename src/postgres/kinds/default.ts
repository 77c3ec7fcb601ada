// Defaults of columns, of tables and of views.
import { keyOf } from "../../core/fact.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, kind, printed, qualified, text, userSchemas } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";

export type DefaultAttributes = { readonly expression: string };

export const defaultKind = kind<DefaultAttributes>({
  name: "default",
  catalog: CATALOG.pg_attrdef,
  read: () => sql`
    select d.oid, n.nspname as schema, c.relname as table, a.attname as name, c.relkind as relation,
      pg_catalog.pg_get_expr(d.adbin, d.adrelid) as expression
    from pg_catalog.pg_attrdef d
    join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
    join pg_catalog.pg_class c on c.oid = d.adrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where a.attgenerated = '' and not a.attisdropped and c.relpersistence <> 't' and ${userSchemas(sql`n`)}`,
  fact: (row) => {
    const path = [text(row.schema), text(row.table), text(row.name)];
    const on = row.relation === "v" ? keyOf("view", path.slice(0, 2)) : keyOf("column", path);
    return factOf({ kind: "default", path }, [on], { expression: text(row.expression) });
  },
  named: (path) => sql`column ${qualified(path)}.${name(path[2] as string)}`,
  create: ({ id, attributes }) => [alter(id.path, sql`set default ${printed(attributes.expression)}`)],
  drop: ({ id }) => [alter(id.path, sql`drop default`)],
  swallowedBy: ({ needs }, from) =>
    needs.filter((key) => from.get(key)?.id.path.length !== 0 && isHolder(key)),
  foldsInto: ({ id }, { to }) => {
    const column = to.get(keyOf("column", id.path));
    return column && !column.attributes.inherited ? column.key : undefined;
  },
  alter: {
    expression: ({ id, attributes }) => [alter(id.path, sql`set default ${printed(attributes.expression)}`)],
  },
});

function isHolder(key: string): boolean {
  return key.startsWith("column ") || key.startsWith("view ");
}

/** ONLY: a partition's default is its own. */
function alter(path: readonly string[], clause: Sql): { readonly op: Sql; readonly lock: string } {
  return {
    op: sql`alter table only ${qualified(path)} alter column ${name(path[2] as string)} ${clause}`,
    lock: "ACCESS EXCLUSIVE",
  };
}
