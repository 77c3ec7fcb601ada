// Operator families, with what was added to them beyond their classes.
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, kind, list, printed, qualified, schemaKey, text, userSchemas } from "../kind.ts";
import { join, type Sql, sql } from "../sql.ts";
import { members } from "./operator-members.ts";

/** Path: schema, name, access method. */
export type OperatorFamilyAttributes = { readonly members: readonly string[] };

export const operatorFamily = kind<OperatorFamilyAttributes>({
  name: "operator-family",
  catalog: CATALOG.pg_opfamily,
  read: () => sql`
    select f.oid, n.nspname as schema, f.opfname as name, m.amname as method,
      pg_catalog.pg_get_userbyid(f.opfowner) as owner, ${members(sql`pg_opfamily`, sql`f.oid`)} as members
    from pg_catalog.pg_opfamily f
    join pg_catalog.pg_namespace n on n.oid = f.opfnamespace
    join pg_catalog.pg_am m on m.oid = f.opfmethod
    where ${userSchemas(sql`n`)}`,
  fact: (row) => {
    const schema = text(row.schema);
    const path = [schema, text(row.name), text(row.method)];
    return factOf({ kind: "operator-family", path }, [schemaKey(schema)], { members: list(row.members) });
  },
  named,
  create: ({ id, attributes }) => [
    { op: sql`create ${named(id.path)}` },
    ...(attributes.members.length > 0 ? [add(id.path, attributes.members)] : []),
  ],
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
  alter: {
    members: ({ id, attributes }, from) => {
      const gone = from.attributes.members.filter((one) => !attributes.members.includes(one));
      const fresh = attributes.members.filter((one) => !from.attributes.members.includes(one));
      return [
        ...(gone.length > 0
          ? [{ op: sql`alter ${named(id.path)} drop ${join(gone.map((one) => printed(slotOf(one))))}` }]
          : []),
        ...(fresh.length > 0 ? [add(id.path, fresh)] : []),
      ];
    },
  },
});

function named(path: readonly string[]): Sql {
  return sql`operator family ${qualified(path)} using ${name(path[2] as string)}`;
}

function add(path: readonly string[], members: readonly string[]): { readonly op: Sql } {
  return { op: sql`alter ${named(path)} add ${join(members.map(printed))}` };
}

/** `operator 1 (a, b)`: what is there is dropped by its number and types alone. */
function slotOf(member: string): string {
  const [, head = "", types = ""] =
    /^(operator \d+) [^(]*(\(.*?\))(?: for order by .*)?$/s.exec(member) ??
    /^(function \d+) (\(.*?\)) [^ ]*\(.*$/s.exec(member) ??
    [];
  return `${head} ${types}`;
}
