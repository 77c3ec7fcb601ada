// Conversions between encodings.
import { CATALOG } from "../catalogs.ts";
import { factOf, flag, kind, printed, qualified, schemaKey, text, userSchemas } from "../kind.ts";
import { literal, type Sql, sql } from "../sql.ts";

export type ConversionAttributes = {
  readonly from: string;
  readonly to: string;
  readonly function: string;
  readonly default: boolean;
};

export const conversion = kind<ConversionAttributes>({
  name: "conversion",
  catalog: CATALOG.pg_conversion,
  read: () => sql`
    select c.oid, n.nspname as schema, c.conname as name, pg_catalog.pg_get_userbyid(c.conowner) as owner,
      pg_catalog.pg_encoding_to_char(c.conforencoding) as from, pg_catalog.pg_encoding_to_char(c.contoencoding) as to,
      c.conproc::text as function, c.condefault as default
    from pg_catalog.pg_conversion c join pg_catalog.pg_namespace n on n.oid = c.connamespace
    where ${userSchemas(sql`n`)}`,
  fact: (row) => {
    const schema = text(row.schema);
    return factOf({ kind: "conversion", path: [schema, text(row.name)] }, [schemaKey(schema)], {
      from: text(row.from),
      to: text(row.to),
      function: text(row.function),
      default: flag(row.default),
    });
  },
  named,
  create: ({ id, attributes: { from, to, function: by, default: usual } }) => [
    {
      op: sql`create ${usual ? sql`default ` : sql``}${named(id.path)} for ${literal(from)} to ${literal(to)} from ${printed(by)}`,
    },
  ],
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
  alter: { from: "replace", to: "replace", function: "replace", default: "replace" },
});

function named(path: readonly string[]): Sql {
  return sql`conversion ${qualified(path)}`;
}
