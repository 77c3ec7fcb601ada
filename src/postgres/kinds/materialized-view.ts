// Materialized views. Another query or other columns make another one; its rows are computed again.

import { keyOf } from "../../core/fact.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, flag, kind, list, qualified, schemaKey, text, userSchemas } from "../kind.ts";
import { spelled, withSpelling } from "../reprint.ts";
import { join, type Sql, sql } from "../sql.ts";
import { changedOptions, optionList } from "./options.ts";
import { relationColumns } from "./view.ts";
import {
  COLUMN_SETTINGS,
  type ColumnSettings,
  changeSetting,
  settingColumns,
  settingsOf,
} from "./view-columns.ts";

export type MaterializedViewAttributes = ColumnSettings & {
  readonly definition: string;
  readonly columns: readonly string[];
  readonly options: readonly string[];
  /** Null where the database's default is used. */
  readonly accessMethod: string | null;
  readonly tablespace: string | null;
  /** It can be read; one made WITH NO DATA must be refreshed first. */
  readonly populated: boolean;
};

export const materializedView = kind<MaterializedViewAttributes>({
  name: "materialized-view",
  catalog: CATALOG.pg_class,
  acl: { owner: "arwdDxt", everybody: "" },
  read: ({ major }) => sql`
    select c.oid, n.nspname as schema, c.relname as name, pg_catalog.pg_get_userbyid(c.relowner) as owner,
      pg_catalog.to_json(c.relacl::text[]) as acl, pg_catalog.to_json(c.reloptions) as options,
      pg_catalog.pg_get_viewdef(c.oid) as definition, c.relispopulated as populated, s.spcname as tablespace,
      case when m.amname <> pg_catalog.current_setting('default_table_access_method') then m.amname end as method,
      ${settingColumns(major)},
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
      ...settingsOf(row),
    });
    return withSpelling(fact, ["definition"]);
  },
  named,
  create: (fact, { major }) => {
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
      ...COLUMN_SETTINGS.flatMap((setting) => changeSetting(setting, { to: fact, major })),
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
    statistics: (to, from, { major }) => changeSetting("statistics", { to, from, major }),
    storage: (to, from, { major }) => changeSetting("storage", { to, from, major }),
    compression: (to, from, { major }) => changeSetting("compression", { to, from, major }),
    columnOptions: (to, from, { major }) => changeSetting("columnOptions", { to, from, major }),
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
