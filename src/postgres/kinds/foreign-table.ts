// Foreign tables. Their columns, defaults and checks are facts of their own, written into the statement.
import { type Fact, keyOf } from "../../core/fact.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, kind, list, printed, qualified, schemaKey, text, userSchemas } from "../kind.ts";
import { join, type Sql, sql } from "../sql.ts";
import type { ColumnAttributes } from "./column-attributes.ts";
import { columnDefinition } from "./column-definition.ts";
import { extras } from "./column-extras.ts";
import { constraintClause } from "./constraint-clause.ts";
import { changedForeignOptions, foreignOptions } from "./options.ts";
import { hideSecrets } from "./secret-options.ts";

export type ForeignTableAttributes = {
  readonly server: string;
  readonly options: readonly string[];
  /** Parents by classical inheritance, quoted and qualified. */
  readonly inherits: readonly string[];
};

export const foreignTable = kind<ForeignTableAttributes>({
  name: "foreign-table",
  catalog: CATALOG.pg_class,
  acl: { owner: "arwdDxt", everybody: "" },
  read: () => sql`
    select c.oid, n.nspname as schema, c.relname as name, pg_catalog.pg_get_userbyid(c.relowner) as owner,
      pg_catalog.to_json(c.relacl::text[]) as acl, s.srvname as server, pg_catalog.to_json(f.ftoptions) as options,
      case when not c.relispartition then (select pg_catalog.to_json(pg_catalog.array_agg(
        i.inhparent::pg_catalog.regclass::text order by i.inhseqno))
        from pg_catalog.pg_inherits i where i.inhrelid = c.oid) end as inherits
    from pg_catalog.pg_foreign_table f
    join pg_catalog.pg_class c on c.oid = f.ftrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_foreign_server s on s.oid = f.ftserver
    where ${userSchemas(sql`n`)}`,
  fact: (row) => {
    const [schema, server] = [text(row.schema), text(row.server)];
    const needs = [schemaKey(schema), keyOf("server", [server])];
    return factOf({ kind: "foreign-table", path: [schema, text(row.name)] }, needs, {
      server,
      options: hideSecrets(list(row.options)),
      inherits: list(row.inherits),
    });
  },
  named,
  create: ({ id, attributes: { server, options, inherits } }, _scene, parts) => {
    const columns = parts.filter(({ id }) => id.kind === "column").sort(byPosition);
    const lines = [
      ...columns.flatMap((column) => columnDefinition(column, { parts }) ?? []),
      ...parts.filter(({ id }) => id.kind === "constraint").map(constraintClause),
    ];
    const clauses = [
      sql`create ${named(id.path)} (\n  ${join(lines, sql`,\n  `)}\n)`,
      ...(inherits.length > 0 ? [sql`inherits (${join(inherits.map(printed))})`] : []),
      sql`server ${name(server)}`,
      ...(options.length > 0 ? [sql`options (${foreignOptions(options)})`] : []),
    ];
    return [
      { op: join(clauses, sql` `) },
      ...columns.flatMap((column) => extras(column.id.path, column.attributes as ColumnAttributes)),
    ];
  },
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}`, lock: "ACCESS EXCLUSIVE" }],
  alter: {
    server: "replace",
    inherits: ({ id, attributes }, from) => [
      ...from.attributes.inherits
        .filter((parent) => !attributes.inherits.includes(parent))
        .map((parent) => alter(id.path, sql`no inherit ${printed(parent)}`)),
      ...attributes.inherits
        .filter((parent) => !from.attributes.inherits.includes(parent))
        .map((parent) => alter(id.path, sql`inherit ${printed(parent)}`)),
    ],
    options: ({ id, attributes }, from) => [
      alter(id.path, sql`options (${changedForeignOptions(from.attributes.options, attributes.options)})`),
    ],
  },
  occupies: ({ id: { path } }) => [`relation ${keyOf("", path)}`, `type ${keyOf("", path)}`],
});

function named(path: readonly string[]): Sql {
  return sql`foreign table ${qualified(path)}`;
}

function alter(path: readonly string[], clause: Sql): { readonly op: Sql; readonly lock: string } {
  return { op: sql`alter ${named(path)} ${clause}`, lock: "ACCESS EXCLUSIVE" };
}

function byPosition(a: Fact, b: Fact): number {
  return (a.position ?? 0) - (b.position ?? 0);
}
