// Schemas: the namespaces of everything else. `public` is there from the start.
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, kind, text, userSchemas } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";

type SchemaAttributes = Readonly<Record<string, never>>;

export const schema = kind<SchemaAttributes>({
  name: "schema",
  catalog: CATALOG.pg_namespace,
  acl: { owner: "UC", everybody: "" },
  read: () => sql`
    select n.oid, n.nspname as name, pg_catalog.pg_get_userbyid(n.nspowner) as owner,
      case when n.nspname <> 'public' or n.nspacl is distinct from
        (select i.initprivs from pg_catalog.pg_init_privs i where i.objoid = n.oid
          and i.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass)
      then pg_catalog.to_json(n.nspacl::text[]) end as acl
    from pg_catalog.pg_namespace n
    where ${userSchemas(sql`n`)}`,
  fact: (row) => factOf({ kind: "schema", path: [text(row.name)] }, [], {}),
  named,
  create: ({ id }) => [{ op: sql`create ${named(id.path)}` }],
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
  alter: {},
});

function named([schema]: readonly string[]): Sql {
  return sql`schema ${name(schema as string)}`;
}
