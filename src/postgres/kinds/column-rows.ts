// Columns as the catalogue has them, and the facts that are made of them.
import { type Fact, keyOf } from "../../core/fact.ts";
import { collationName } from "../collation-name.ts";
import { factOf, flag, list, text, userSchemas } from "../kind.ts";
import type { Row } from "../session.ts";
import { type Sql, sql } from "../sql.ts";
import type { ColumnAttributes } from "./column-attributes.ts";
import { COMPRESSION } from "./column-type.ts";
import { ABOVE, isRequiredAbove } from "./not-null-form.ts";

export function columnsQuery(major: number): Sql {
  return sql`
    select a.attrelid as oid, a.attnum as sub, n.nspname as schema, c.relname as table, a.attname as name,
      c.relkind as relation, c.relispartition as partition,
      pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
      case when a.attcollation <> t.typcollation and a.attcollation <> 0
        then ${collationName(sql`a.attcollation`)} end as collation,
      a.attnotnull as not_null, ${major >= 17 ? sql`case when not c.relispartition then a.attidentity end` : sql`a.attidentity`} as identity, a.attgenerated as generated,
      case when a.attgenerated <> '' then pg_catalog.pg_get_expr(d.adbin, d.adrelid) end as expression,
      case when a.attstorage <> t.typstorage then a.attstorage end as storage,
      ${major >= 14 ? sql`nullif(a.attcompression, '')` : sql`null`} as compression,
      nullif(a.attstattarget, -1) as statistics,
      pg_catalog.to_json(a.attoptions) as options, pg_catalog.to_json(a.attfdwoptions) as fdw_options,
      ${major >= 18 ? isRequiredAbove : sql`false`} as required_above,
      a.attinhcount > 0 and not a.attislocal as inherited, h.parents,
      s.sequence, s.numbers, s.persistence as identity_persistence
    from pg_catalog.pg_attribute a
    join pg_catalog.pg_class c on c.oid = a.attrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_type t on t.oid = a.atttypid
    left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum and a.attgenerated <> ''
    left join (
      select h.inhrelid, pg_catalog.json_agg(array[pn.nspname, p.relname]) as parents
      from pg_catalog.pg_inherits h
      join pg_catalog.pg_class p on p.oid = h.inhparent join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
      group by h.inhrelid
    ) h on h.inhrelid = a.attrelid and a.attinhcount > 0 and (c.relispartition or not a.attislocal)
    left join (
      select o.refobjid, o.refobjsubid, q.seqrelid,
        case when k.relname <> pg_catalog.left(r.relname, 63) or k.relnamespace <> r.relnamespace
          then k.oid::pg_catalog.regclass::text end as sequence,
        pg_catalog.json_build_array(pg_catalog.format_type(q.seqtypid, null), q.seqstart::text, q.seqincrement::text,
          q.seqmin::text, q.seqmax::text, q.seqcache::text, q.seqcycle::text) as numbers,
        ${major >= 15 ? sql`nullif(k.relpersistence, r.relpersistence)` : sql`null`} as persistence
      from pg_catalog.pg_depend o
      join pg_catalog.pg_sequence q on q.seqrelid = o.objid
      join pg_catalog.pg_class k on k.oid = q.seqrelid
      join lateral (select b.relnamespace, b.relpersistence, b.relname || '_' || z.attname || '_seq' as relname
        from pg_catalog.pg_class b join pg_catalog.pg_attribute z on z.attrelid = b.oid
        where b.oid = o.refobjid and z.attnum = o.refobjsubid) r on true
      where o.deptype = 'i' and o.classid = ${CLASS} and o.refclassid = ${CLASS} and o.refobjsubid <> 0
    ) s on s.refobjid = a.attrelid and s.refobjsubid = a.attnum
    where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'f') and c.relpersistence <> 't'
      and ${userSchemas(sql`n`)}
    order by a.attrelid, a.attnum`;
}

export function columnFact(row: Row): Fact<ColumnAttributes> {
  const path = [text(row.schema), text(row.table), text(row.name)];
  const owner = keyOf(row.relation === "f" ? "foreign-table" : "table", path.slice(0, 2));
  const parents = (JSON.parse(row.parents ?? "[]") as readonly (readonly string[])[]).map((parent) =>
    keyOf("column", [...parent, path[2] as string]),
  );
  const fact = factOf({ kind: "column", path }, [owner, ...parents], {
    type: text(row.type),
    collation: row.collation ?? null,
    notNull: flag(row.not_null),
    identity: IDENTITY[row.identity ?? ""] ?? null,
    identitySequence: row.sequence ?? null,
    identityNumbers: list(row.numbers),
    identityPersistence: PERSISTENCE[row.identity_persistence ?? ""] ?? null,
    generated: GENERATED[row.generated ?? ""] ?? null,
    expression: row.expression ?? null,
    storage: row.storage ?? null,
    compression: COMPRESSION[row.compression ?? ""] ?? null,
    statistics: row.statistics ? Number(row.statistics) : null,
    options: [...list(row.options)].sort(),
    fdwOptions: list(row.fdw_options),
    // A partition is made as a table of its own and attached, so it says all of its columns itself.
    inherited: flag(row.inherited) && !flag(row.partition),
  });
  const spelling = flag(row.required_above) ? { spelling: { notNull: ABOVE } } : {};
  return { ...fact, ...spelling, position: Number(row.sub) };
}

const CLASS = sql`'pg_catalog.pg_class'::pg_catalog.regclass`;
const IDENTITY: Readonly<Record<string, string>> = { a: "always", d: "by default" };
const PERSISTENCE: Readonly<Record<string, string>> = { p: "logged", u: "unlogged" };
const GENERATED: Readonly<Record<string, string>> = { s: "stored", v: "virtual" };
