// Tables, plain and partitioned. Columns, defaults and constraints are facts of their own, written into the statement.
import { type Fact, type FactKey, keyOf } from "../../core/fact.ts";
import type { Drafts, Scene } from "../../core/kind.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, flag, kind, list, printed, qualified, schemaKey, text, userSchemas } from "../kind.ts";
import { join, literal, type Sql, sql } from "../sql.ts";
import type { ColumnAttributes } from "./column-attributes.ts";
import { columnDefinition } from "./column-definition.ts";
import { extras } from "./column-extras.ts";
import { constraintClause } from "./constraint-clause.ts";
import { notNullForm } from "./not-null-form.ts";
import { changedOptions, optionList } from "./options.ts";

export type TableAttributes = {
  readonly unlogged: boolean;
  /** Of storage parameters, `name=value`, those of its TOAST table with `toast.` before. */
  readonly options: readonly string[];
  /** Null where the database's default is used, and for partitioned tables. */
  readonly accessMethod: string | null;
  readonly tablespace: string | null;
  /** As PARTITION BY says it; null for a plain table. */
  readonly partitionBy: string | null;
  /** Parents by classical inheritance, quoted and qualified. */
  readonly inherits: readonly string[];
  /** The composite type of a typed table, quoted and qualified. */
  readonly ofType: string | null;
  /** `default`, `full` or `nothing`; an index that is one says so itself. */
  readonly replicaIdentity: string;
  readonly rowSecurity: boolean;
  readonly forceRowSecurity: boolean;
};

export const table = kind<TableAttributes>({
  name: "table",
  catalog: CATALOG.pg_class,
  acl: { owner: "arwdDxt", everybody: "" },
  read: () => sql`
    select c.oid, n.nspname as schema, c.relname as name, pg_catalog.pg_get_userbyid(c.relowner) as owner,
      pg_catalog.to_json(c.relacl::text[]) as acl, c.relpersistence as persistence,
      pg_catalog.to_json(coalesce(c.reloptions, '{}') || coalesce(
        (select pg_catalog.array_agg('toast.' || o) from pg_catalog.pg_class t, pg_catalog.unnest(t.reloptions) o
          where t.oid = c.reltoastrelid), '{}')) as options,
      case when m.amname <> pg_catalog.current_setting('default_table_access_method') then m.amname end as method,
      s.spcname as tablespace,
      case c.relkind when 'p' then pg_catalog.pg_get_partkeydef(c.oid) end as partition_by,
      case c.relkind when 'p' then (select pg_catalog.to_json(pg_catalog.array_agg(a.attname))
        from pg_catalog.pg_depend d join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid
        where d.classid = ${CLASS} and d.objid = c.oid and d.refclassid = ${CLASS} and d.refobjid = c.oid
          and d.refobjsubid = 0 and d.deptype = 'i') end as key_columns,
      case when not c.relispartition then (select pg_catalog.to_json(pg_catalog.array_agg(
        i.inhparent::pg_catalog.regclass::text order by i.inhseqno))
        from pg_catalog.pg_inherits i where i.inhrelid = c.oid) end as inherits,
      case when c.reloftype <> 0 then pg_catalog.format_type(c.reloftype, null) end as of_type,
      c.relreplident as replica, c.relrowsecurity as security, c.relforcerowsecurity as forced
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join pg_catalog.pg_am m on m.oid = c.relam
    left join pg_catalog.pg_tablespace s on s.oid = c.reltablespace
    where c.relkind in ('r', 'p') and c.relpersistence <> 't' and ${userSchemas(sql`n`)}`,
  fact: (row) => {
    const schema = text(row.schema);
    const fact = factOf({ kind: "table", path: [schema, text(row.name)] }, [schemaKey(schema)], {
      unlogged: row.persistence === "u",
      options: list(row.options),
      accessMethod: row.method ?? null,
      tablespace: row.tablespace ?? null,
      partitionBy: row.partition_by ?? null,
      inherits: list(row.inherits),
      ofType: row.of_type ?? null,
      replicaIdentity: REPLICA[row.replica ?? ""] ?? "default",
      rowSecurity: flag(row.security),
      forceRowSecurity: flag(row.forced),
    });
    return row.key_columns ? { ...fact, spelling: { keyColumns: row.key_columns } } : fact;
  },
  named,
  create: ({ id: { path }, key, attributes }, scene, parts) => {
    const { unlogged, inherits, ofType, partitionBy, accessMethod, options, tablespace } = attributes;
    const columns = parts.filter(({ id }) => id.kind === "column").sort(byPosition);
    // Its partitions, left behind, keep the usual names of its NOT NULLs.
    const left = scene.major >= 18 && partitionBy !== null && scene.isGone(key);
    const lines = [
      ...columns.flatMap(
        (column) =>
          columnDefinition(column, {
            parts,
            typed: ofType !== null,
            notNull: left ? "named" : notNullForm(column, scene),
            generatedAbove: scene.major < 16 && isGeneratedAbove(column, inherits, scene),
          }) ?? [],
      ),
      ...parts
        .filter(({ id }) => id.kind === "constraint")
        .sort(byPosition)
        .map(constraintClause),
    ];
    const body = lines.length === 0 && ofType !== null ? sql`` : sql` (\n  ${join(lines, sql`,\n  `)}\n)`;
    const statement = join(
      [
        sql`create ${unlogged ? sql`unlogged ` : sql``}table ${qualified(path)}${ofType ? sql` of ${printed(ofType)}` : sql``}${body}`,
        ...(inherits.length > 0 ? [sql`inherits (${join(inherits.map(printed))})`] : []),
        ...(partitionBy ? [sql`partition by ${printed(partitionBy)}`] : []),
        ...(accessMethod ? [sql`using ${name(accessMethod)}`] : []),
        ...(options.length > 0 ? [sql`with (${optionList(options)})`] : []),
        ...(tablespace ? [sql`tablespace ${name(tablespace)}`] : []),
      ],
      sql` `,
    );
    return [
      { op: statement },
      ...columns.flatMap((column) => extras(column.id.path, column.attributes as ColumnAttributes)),
      ...(attributes.replicaIdentity === "default" ? [] : replicaIdentity(path, attributes.replicaIdentity)),
      ...(attributes.rowSecurity ? rowSecurity(path, true) : []),
      ...(attributes.forceRowSecurity ? forceRowSecurity(path, true) : []),
    ];
  },
  drop: (fact, scene) => {
    const drop = { op: sql`drop ${named(fact.id.path)}`, lock: "ACCESS EXCLUSIVE" };
    return [isEmptyShell(fact, scene) ? drop : { ...drop, losesData: "all rows of the table" }];
  },
  holdsData: true,
  alter: {
    ofType: ({ id, attributes: { ofType } }) => [
      strong(sql`alter ${named(id.path)} ${ofType ? sql`of ${printed(ofType)}` : sql`not of`}`),
    ],
    inherits: ({ id, attributes }, from) => [
      ...from.attributes.inherits
        .filter((parent) => !attributes.inherits.includes(parent))
        .map((parent) => strong(sql`alter ${named(id.path)} no inherit ${printed(parent)}`)),
      ...attributes.inherits
        .filter((parent) => !from.attributes.inherits.includes(parent))
        .map((parent) => strong(sql`alter ${named(id.path)} inherit ${printed(parent)}`)),
    ],
    partitionBy: "replace",
    accessMethod: ({ id, attributes: { accessMethod } }, _from, { major }) =>
      major < 15
        ? "replace"
        : [
            {
              ...strong(
                sql`alter ${named(id.path)} set access method ${accessMethod ? name(accessMethod) : sql`heap`}`,
              ),
              rewrites: true,
            },
          ],
    tablespace: ({ id, attributes: { tablespace } }) => [
      {
        ...strong(sql`alter ${named(id.path)} set tablespace ${name(tablespace ?? "pg_default")}`),
        rewrites: true,
      },
    ],
    unlogged: ({ id, key, attributes: { unlogged } }, _from, scene) => [
      {
        ...strong(sql`alter ${named(id.path)} set ${unlogged ? sql`unlogged` : sql`logged`}`),
        rewrites: true,
      },
      ...otherwiseKept(key, unlogged, scene),
    ],
    options: ({ id, attributes: { options } }, from) =>
      changedOptions(from.attributes.options, options).map((clause) => ({
        op: sql`alter ${named(id.path)} ${clause}`,
        lock: "SHARE UPDATE EXCLUSIVE",
      })),
    replicaIdentity: ({ id, attributes }) => replicaIdentity(id.path, attributes.replicaIdentity),
    rowSecurity: ({ id, attributes }) => rowSecurity(id.path, attributes.rowSecurity),
    forceRowSecurity: ({ id, attributes }) => forceRowSecurity(id.path, attributes.forceRowSecurity),
  },
  // A partition is detached from its parent, and so outlives it.
  fate: (_fact, needed) => (needed.id.kind === "table" ? "stay" : "rebuild"),
  occupies: ({ id: { path } }) => [`relation ${keyOf("", path)}`, `type ${keyOf("", path)}`],
});

function isGeneratedAbove({ id, attributes }: Fact, parents: readonly string[], { to }: Scene): boolean {
  if (attributes.generated === null || parents.length === 0) return false;
  return [...to.values()].some(
    ({ id: { kind, path }, attributes: other }) =>
      kind === "column" &&
      path[2] === id.path[2] &&
      other.generated !== null &&
      parents.includes(qualified(path).text),
  );
}

/** From 15 on a table takes the sequences that its columns own along. */
function otherwiseKept(table: FactKey, unlogged: boolean, { to, major }: Scene): Drafts<Sql> {
  if (major < 15) return [];
  return [...to.values()].flatMap(({ id, attributes }) => {
    if (id.kind !== "sequence-owner") return [];
    const column = to.get(String(attributes.column));
    const sequence = to.get(keyOf("sequence", id.path));
    if (!column?.needs.includes(table) || sequence?.attributes.unlogged === unlogged) return [];
    return [{ op: sql`alter sequence ${qualified(id.path)} set ${unlogged ? sql`logged` : sql`unlogged`}` }];
  });
}

const CLASS = sql`${literal(CATALOG.pg_class)}`;
const REPLICA: Readonly<Record<string, string>> = { d: "default", f: "full", n: "nothing", i: "default" };

function named(path: readonly string[]): Sql {
  return sql`table ${qualified(path)}`;
}

function strong(op: Sql): { readonly op: Sql; readonly lock: string } {
  return { op, lock: "ACCESS EXCLUSIVE" };
}

/** A partitioned table has no rows but those of partitions, which may all outlive it. */
function isEmptyShell({ key, attributes }: Fact<TableAttributes>, scene: Scene): boolean {
  const partitions = scene.dependents(key).filter(({ attributes: { parent } }) => parent === key);
  return (
    attributes.partitionBy !== null && partitions.every(({ id }) => !scene.isGone(keyOf("table", id.path)))
  );
}

function byPosition(a: Fact, b: Fact): number {
  return (a.position ?? 0) - (b.position ?? 0);
}

function replicaIdentity(path: readonly string[], identity: string) {
  return [strong(sql`alter ${named(path)} replica identity ${printed(identity)}`)];
}

function rowSecurity(path: readonly string[], on: boolean) {
  return [strong(sql`alter ${named(path)} ${on ? sql`enable` : sql`disable`} row level security`)];
}

function forceRowSecurity(path: readonly string[], on: boolean) {
  return [strong(sql`alter ${named(path)} ${on ? sql`` : sql`no `}force row level security`)];
}
