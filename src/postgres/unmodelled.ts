// What a database holds that no kind reads: it is named, so that "no difference" is never said of what was not seen.
import { CATALOG } from "./catalogs.ts";
import type { Dependency } from "./depend.ts";
import type { Address } from "./found.ts";
import type { Row } from "./session.ts";
import { join, literal, name as quoted, type Sql, sql } from "./sql.ts";

const RELATION = { pg_trigger: sql`tgrelid`, pg_policy: sql`polrelid`, pg_rewrite: sql`ev_class` } as const;

/**
 * The numbers of everything that users can make, one row per catalogue. What is of this session alone, and what the
 * server makes beside a table for its own use, is left out.
 */
export const everythingQuery: Sql = join(
  [
    ...[
      all(
        CATALOG.pg_class,
        sql`pg_class o`,
        sql`o.relpersistence <> 't' and o.relkind <> 't' and o.relnamespace <> 99`,
      ),
      all(
        CATALOG.pg_attrdef,
        sql`pg_attrdef o join pg_catalog.pg_attribute a on a.attrelid = o.adrelid and a.attnum = o.adnum
          join pg_catalog.pg_class c on c.oid = o.adrelid`,
        sql`a.attgenerated = '' and c.relpersistence <> 't'`,
      ),
      all(
        CATALOG.pg_constraint,
        sql`pg_constraint o left join pg_catalog.pg_class c on c.oid = o.conrelid`,
        // A plain NOT NULL is an attribute of its column.
        sql`o.contype <> 'n' and (o.coninhcount = 0 or o.conislocal) and c.relpersistence is distinct from 't'`,
      ),
      all(CATALOG.pg_operator, sql`pg_operator o`, sql`o.oprcode <> 0`),
    ],
    ...(["pg_trigger", "pg_policy", "pg_rewrite"] as const).map((name) =>
      all(
        CATALOG[name],
        sql`${quoted(name)} o join pg_catalog.pg_class c on c.oid = o.${RELATION[name]}`,
        sql`c.relpersistence <> 't'`,
      ),
    ),
    all(
      CATALOG.pg_type,
      sql`pg_type o join pg_catalog.pg_namespace n on n.oid = o.typnamespace`,
      sql`n.nspname !~ '^pg_(?:toast_)?temp'`,
    ),
    all(CATALOG.pg_namespace, sql`pg_namespace o`, sql`o.nspname !~ '^pg_(?:toast_)?temp'`),
    all(CATALOG.pg_accessMethod, sql`pg_am o`),
    sql`select ${literal(CATALOG.pg_user_mapping)} as classid, pg_catalog.string_agg(o.umid::text, ',') as oids
      from pg_catalog.pg_user_mappings o where o.umid >= 16384`,
    sql`select ${literal(CATALOG.pg_subscription)} as classid, pg_catalog.string_agg(o.oid::text, ',') as oids
      from pg_catalog.pg_subscription o join pg_catalog.pg_database d on d.oid = o.subdbid
      where d.datname = pg_catalog.current_database()`,
    ...(
      [
        ...([
          "pg_proc",
          "pg_cast",
          "pg_collation",
          "pg_conversion",
          "pg_event_trigger",
          "pg_extension",
        ] as const),
        ...([
          "pg_foreign_data_wrapper",
          "pg_foreign_server",
          "pg_language",
          "pg_opclass",
          "pg_opfamily",
        ] as const),
        ...(["pg_publication", "pg_publication_rel", "pg_statistic_ext", "pg_transform"] as const),
        ...(["pg_ts_config", "pg_ts_dict", "pg_ts_parser", "pg_ts_template"] as const),
      ] as const
    ).map((name) => all(CATALOG[name], sql`${quoted(name)} o`)),
  ],
  sql`\nunion all\n`,
);

/** What was granted on the objects of pg_catalog and of extensions, or revoked, since they were made. */
export const systemGrantsQuery: Sql = sql`
  select pg_catalog.pg_describe_object(o.classid, o.oid, o.sub) as title from (
    ${join(
      [
        systemGrants(sql`pg_proc`, { letter: "f", prefix: "pro", home: sql`o.pronamespace` }),
        systemGrants(sql`pg_class`, { letter: "r", prefix: "rel", home: sql`o.relnamespace` }),
        systemGrants(sql`pg_type`, { letter: "T", prefix: "typ", home: sql`o.typnamespace` }),
        systemGrants(sql`pg_language`, { letter: "l", prefix: "lan", home: sql`11` }),
        systemGrants(sql`pg_namespace`, { letter: "n", prefix: "nsp", home: sql`o.oid` }),
        sql`select c.oid, c.tableoid as classid, a.attnum as sub, a.attacl as acl, null as usual, c.relnamespace as home
      from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid where a.attacl is not null`,
      ],
      sql`\n    union all `,
    )}) o
  left join pg_catalog.pg_init_privs i on i.classoid = o.classid and i.objoid = o.oid and i.objsubid = o.sub
  cross join lateral (select coalesce(i.initprivs, o.usual, '{}') as before) b
  where (o.acl @> b.before and o.acl <@ b.before) is not true and (o.oid < 16384 and o.home = 11
    or exists (select from pg_catalog.pg_depend d where d.classid = o.classid and d.objid = o.oid and d.deptype = 'e'))
  order by 1`;

interface SystemGrants {
  /** As acldefault wants it. */
  readonly letter: string;
  /** Of the catalogue's columns. */
  readonly prefix: string;
  /** Number of the schema that it is in. */
  readonly home: Sql;
}

function systemGrants(catalogue: Sql, { letter, prefix, home }: SystemGrants): Sql {
  const [acl, owner] = [quoted(`${prefix}acl`), quoted(`${prefix}owner`)];
  // A sequence has fewer rights than a table.
  const kind =
    prefix === "rel" ? sql`case when o.relkind = 'S' then 's' else 'r' end::"char"` : literal(letter);
  return sql`select o.oid, o.tableoid as classid, 0 as sub, o.${acl} as acl,
        pg_catalog.acldefault(${kind}, o.${owner}) as usual, ${home} as home
      from pg_catalog.${catalogue} o where o.${acl} is not null`;
}

const NAMED = 3;

/** One line for all of them: a platform may have revoked hundreds. */
export function inOneLine(what: string, titles: readonly string[]): readonly string[] {
  if (titles.length === 0) return [];
  const more = titles.length > NAMED ? ` and ${titles.length - NAMED} more` : "";
  return [`${what} ${titles.slice(0, NAMED).join(", ")}${more}`];
}

/** Whatever no kind has read, nor is a part of something else. */
export function unmodelled(
  everything: readonly Row[],
  depends: readonly Dependency[],
  isKnown: (address: Address) => boolean,
): readonly Address[] {
  const parts = new Set(
    depends.filter(({ type }) => type !== "n" && type !== "a").map(({ from }) => from.replace(/\d+$/, "0")),
  );
  return everything.flatMap(({ classid, oids }) =>
    (oids ?? "")
      .split(",")
      .filter((oid) => oid !== "")
      .map((oid) => `${classid}/${oid}/0`)
      .filter((address) => !isKnown(address) && !parts.has(address)),
  );
}

/** What PostgreSQL calls them. */
export function describeQuery(addresses: readonly Address[]): Sql {
  const objects = addresses.map(
    (address) =>
      sql`(${join(
        address
          .split("/")
          .slice(0, 2)
          .map((part) => literal(Number(part))),
      )})`,
  );
  return sql`select pg_catalog.pg_describe_object(o.classid, o.objid, 0) as title
    from (values ${join(objects)}) o (classid, objid) order by 1`;
}

function all(classid: number, from: Sql, where: Sql = sql`true`): Sql {
  return sql`select ${literal(classid)} as classid, pg_catalog.string_agg(o.oid::text, ',') as oids
    from pg_catalog.${from} where o.oid >= 16384 and ${where}`;
}
