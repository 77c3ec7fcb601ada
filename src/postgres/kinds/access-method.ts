// Access methods of tables and indexes that no extension made.
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, kind, printed, text } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";

export type AccessMethodAttributes = { readonly type: string; readonly handler: string };

export const accessMethod = kind<AccessMethodAttributes>({
  name: "access-method",
  catalog: CATALOG.pg_accessMethod,
  read: () => sql`
    select a.oid, a.amname as name, a.amtype as type, a.amhandler::pg_catalog.regproc::text as handler
    from pg_catalog.pg_am a where a.oid >= 16384`,
  fact: (row) =>
    factOf({ kind: "access-method", path: [text(row.name)] }, [], {
      type: row.type === "t" ? "table" : "index",
      handler: text(row.handler),
    }),
  named,
  create: ({ id, attributes: { type, handler } }) => [
    { op: sql`create ${named(id.path)} type ${printed(type)} handler ${printed(handler)}` },
  ],
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
  alter: { type: "replace", handler: "replace" },
});

function named([method]: readonly string[]): Sql {
  return sql`access method ${name(method as string)}`;
}
