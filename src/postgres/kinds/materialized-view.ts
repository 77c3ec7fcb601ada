// Materialized views. Another query or other columns make another one; its rows are computed again.

import { keyOf } from "../../core/fact.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, flag, kind, list, printed, qualified, schemaKey, text, userSchemas } from "../kind.ts";
import { spelled, withSpelling } from "../reprint.ts";
import { join, type Sql, sql } from "../sql.ts";
import { changedOptions, optionList } from "./options.ts";
import { relationColumns } from "./view.ts";

export type MaterializedViewAttributes = {
  readonly definition: string;
  readonly columns: readonly string[];
  readonly options: readonly string[];
  /** Null where the database's default is used. */
  readonly accessMethod: string | null;
  readonly tablespace: string | null;
  /** It can be read; one made WITH NO DATA must be refreshed first. */
  readonly populated: boolean;
  /** `column=target` of columns with a statistics target of their own. */
  readonly statistics: readonly string[];
};

export const materializedView = kind<MaterializedViewAttributes>({
  name: "materialized-view",
  catalog: CATALOG.pg_class,
  acl: { owner: "arwdDxt", everybody: "" },
  read: () => sql`
    select c.oid, n.nspname as schema, c.relname as name, pg_catalog.pg_get_userbyid(c.relowner) as owner,
      pg_catalog.to_json(c.relacl::text[]) as acl, pg_catalog.to_json(c.reloptions) as options,
      pg_catalog.pg_get_viewdef(c.oid) as definition, c.relispopulated as populated, s.spcname as tablespace,
      case when m.amname <> pg_catalog.current_setting('default_table_access_method') then m.amname end as method,
      (select pg_catalog.to_json(pg_catalog.array_agg(a.attname || '=' || a.attstattarget order by a.attnum))
        from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and a.attstattarget <> -1
          and not a.attisdropped) as statistics,
      ${relationColumns}
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join pg_catalog.pg_am m on m.oid = c.relam
    left join pg_catalog.pg_tablespace s on s.oid = c.reltablespace
    where c.relkind = 'm' and ${userSchemas(sql`n`)}`,
  fact: (row) => {
    const path = [text(row.schema), text(row.name)];
    const fact = factOf({ kind: "materialized-view", path }, [schemaKey(text(row.schema))], {
      definition: text(row.definition).replace(/;$/, ""),
      columns: list(row.columns),
      options: list(row.options),
      accessMethod: row.method ?? null,
      tablespace: row.tablespace ?? null,
      populated: flag(row.populated),
      statistics: list(row.statistics),
    });
    return withSpelling(fact, ["definition"]);
  },
  named,
  create: (fact) => {
    const {
      id: { path },
      attributes,
    } = fact;
    const { accessMethod, options, tablespace, populated } = attributes;
    const head = join(
      [
        sql`create materialized view ${qualified(path)}`,
        ...(accessMethod ? [sql`using ${name(accessMethod)}`] : []),
        ...(options.length > 0 ? [sql`with (${optionList(options)})`] : []),
        ...(tablespace ? [sql`tablespace ${name(tablespace)}`] : []),
      ],
      sql` `,
    );
    return [
      {
        op: sql`${head} as\n${spelled(fact, "definition")}${populated ? sql`` : sql`\nwith no data`}`,
        scans: populated,
      },
      ...changeStatistics(path, attributes.statistics, []),
    ];
  },
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}`, lock: "ACCESS EXCLUSIVE" }],
  occupies: ({ id: { path } }) => [`relation ${keyOf("", path)}`, `type ${keyOf("", path)}`],
  alter: {
    definition: "replace",
    columns: "replace",
    accessMethod: ({ id, attributes: { accessMethod } }, _from, { major }) =>
      major < 15
        ? "replace"
        : [
            {
              op: sql`alter ${named(id.path)} set access method ${accessMethod ? name(accessMethod) : sql`heap`}`,
              lock: "ACCESS EXCLUSIVE",
              rewrites: true,
            },
          ],
    tablespace: ({ id, attributes: { tablespace } }) => [
      {
        op: sql`alter ${named(id.path)} set tablespace ${name(tablespace ?? "pg_default")}`,
        lock: "ACCESS EXCLUSIVE",
        rewrites: true,
      },
    ],
    options: ({ id, attributes: { options } }, from) =>
      changedOptions(from.attributes.options, options).map((clause) => ({
        op: sql`alter ${named(id.path)} ${clause}`,
        lock: "SHARE UPDATE EXCLUSIVE",
      })),
    statistics: ({ id, attributes: { statistics } }, from) =>
      changeStatistics(id.path, statistics, from.attributes.statistics),
    populated: ({ id, attributes: { populated } }) => [
      {
        op: sql`refresh ${named(id.path)}${populated ? sql`` : sql` with no data`}`,
        lock: "ACCESS EXCLUSIVE",
        rewrites: true,
      },
    ],
  },
});

function named(path: readonly string[]): Sql {
  return sql`materialized view ${qualified(path)}`;
}

function changeStatistics(path: readonly string[], to: readonly string[], from: readonly string[]) {
  const wanted = new Map(to.map(split));
  const had = new Map(from.map(split));
  return [...new Set([...wanted.keys(), ...had.keys()])]
    .filter((column) => wanted.get(column) !== had.get(column))
    .map((column) => ({
      op: sql`alter ${named(path)} alter column ${name(column)} set statistics ${printed(wanted.get(column) ?? "-1")}`,
      lock: "SHARE UPDATE EXCLUSIVE",
    }));
}

function split(item: string): [string, string] {
  const at = item.lastIndexOf("=");
  return [item.slice(0, at), item.slice(at + 1)];
}
