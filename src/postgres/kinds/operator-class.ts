// Operator classes. Nothing of one can be altered but its name, owner and schema.
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, flag, kind, list, printed, qualified, schemaKey, text, userSchemas } from "../kind.ts";
import { join, type Sql, sql } from "../sql.ts";
import { members } from "./operator-members.ts";

/** Path: schema, name, access method. */
export type OperatorClassAttributes = {
  readonly type: string;
  readonly default: boolean;
  readonly family: string;
  /** The type that is stored, where it is another. */
  readonly storage: string | null;
  readonly members: readonly string[];
};

export const operatorClass = kind<OperatorClassAttributes>({
  name: "operator-class",
  catalog: CATALOG.pg_opclass,
  read: () => sql`
    select o.oid, n.nspname as schema, o.opcname as name, m.amname as method,
      pg_catalog.pg_get_userbyid(o.opcowner) as owner, pg_catalog.format_type(o.opcintype, null) as type,
      o.opcdefault as default, pg_catalog.quote_ident(s.nspname) || '.' || pg_catalog.quote_ident(f.opfname) as family,
      case when o.opckeytype <> 0 then pg_catalog.format_type(o.opckeytype, null) end as storage,
      ${members(sql`pg_opclass`, sql`o.oid`)} as members
    from pg_catalog.pg_opclass o
    join pg_catalog.pg_namespace n on n.oid = o.opcnamespace
    join pg_catalog.pg_am m on m.oid = o.opcmethod
    join pg_catalog.pg_opfamily f on f.oid = o.opcfamily
    join pg_catalog.pg_namespace s on s.oid = f.opfnamespace
    where ${userSchemas(sql`n`)}`,
  fact: (row) => {
    const schema = text(row.schema);
    const path = [schema, text(row.name), text(row.method)];
    return factOf({ kind: "operator-class", path }, [schemaKey(schema)], {
      type: text(row.type),
      default: flag(row.default),
      family: text(row.family),
      storage: row.storage ?? null,
      members: list(row.members),
    });
  },
  named,
  create: ({ id, attributes }) => {
    const { type, family, storage } = attributes;
    const parts = [
      ...(storage ? [sql`storage ${printed(storage)}`] : []),
      ...attributes.members.map(printed),
    ];
    // A class must say something; its own type as storage says nothing new.
    const body = parts.length > 0 ? parts : [sql`storage ${printed(type)}`];
    return [
      {
        op: sql`create operator class ${qualified(id.path)}${attributes.default ? sql` default` : sql``} for type ${printed(type)} using ${name(id.path[2] as string)} family ${printed(family)} as ${join(body)}`,
      },
    ];
  },
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
  alter: { type: "replace", default: "replace", family: "replace", storage: "replace", members: "replace" },
});

function named(path: readonly string[]): Sql {
  return sql`operator class ${qualified(path)} using ${name(path[2] as string)}`;
}
