// Row security policies.
import type { Drafts } from "../../core/kind.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, flag, kind, list, printed, qualified, text, userSchemas } from "../kind.ts";
import { join, type Sql, sql } from "../sql.ts";
import { relationKey } from "./relation.ts";

export type PolicyAttributes = {
  readonly permissive: boolean;
  /** `all`, `select`, `insert`, `update` or `delete`. */
  readonly command: string;
  /** Empty for everybody. */
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
};

export const policy = kind<PolicyAttributes>({
  name: "policy",
  catalog: CATALOG.pg_policy,
  read: () => sql`
    select p.oid, n.nspname as schema, c.relname as table, c.relkind as relation, p.polname as name,
      p.polpermissive as permissive, p.polcmd as command,
      (select pg_catalog.to_json(pg_catalog.array_agg(r.rolname order by r.rolname))
        from pg_catalog.pg_roles r where r.oid = any (p.polroles)) as roles,
      pg_catalog.pg_get_expr(p.polqual, p.polrelid) as using,
      pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) as check
    from pg_catalog.pg_policy p
    join pg_catalog.pg_class c on c.oid = p.polrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where ${userSchemas(sql`n`)}`,
  fact: (row) => {
    const path = [text(row.schema), text(row.table), text(row.name)];
    return factOf({ kind: "policy", path }, [relationKey(row.relation, path)], {
      permissive: flag(row.permissive),
      command: COMMANDS[row.command ?? ""] ?? "all",
      roles: list(row.roles),
      using: row.using ?? null,
      check: row.check ?? null,
    });
  },
  named,
  create: ({ id, needs, attributes }) => {
    const { permissive, command } = attributes;
    const statement = join(
      [
        sql`create ${named(id.path)}`,
        ...(permissive ? [] : [sql`as restrictive`]),
        ...(command === "all" ? [] : [sql`for ${printed(command)}`]),
        ...clauses(attributes, attributes.roles.length > 0),
      ],
      sql` `,
    );
    return [{ op: statement, lock: "ACCESS EXCLUSIVE", relation: needs[0] as string }];
  },
  drop: ({ id, needs }) => [
    { op: sql`drop ${named(id.path)}`, lock: "ACCESS EXCLUSIVE", relation: needs[0] as string },
  ],
  swallowedBy: ({ needs }) => needs.slice(0, 1),
  alter: {
    permissive: "replace",
    command: "replace",
    roles: ({ id, needs, attributes }) => change(id.path, attributes, needs),
    using: ({ id, needs, attributes }) =>
      attributes.using === null ? "replace" : change(id.path, attributes, needs),
    check: ({ id, needs, attributes }) =>
      attributes.check === null ? "replace" : change(id.path, attributes, needs),
  },
});

const COMMANDS: Readonly<Record<string, string>> = {
  "*": "all",
  r: "select",
  a: "insert",
  w: "update",
  d: "delete",
};

function named(path: readonly string[]): Sql {
  return sql`policy ${name(path[2] as string)} on ${qualified(path)}`;
}

function clauses({ roles, using, check }: PolicyAttributes, sayRoles: boolean): readonly Sql[] {
  const who = roles.length > 0 ? join(roles.map((role) => name(role))) : sql`public`;
  return [
    ...(sayRoles ? [sql`to ${who}`] : []),
    ...(using === null ? [] : [sql`using (${printed(using)})`]),
    ...(check === null ? [] : [sql`with check (${printed(check)})`]),
  ];
}

function change(
  path: readonly string[],
  attributes: PolicyAttributes,
  [table = ""]: readonly string[],
): Drafts<Sql> {
  const op = join([sql`alter ${named(path)}`, ...clauses(attributes, true)], sql` `);
  return [{ op, lock: "ACCESS EXCLUSIVE", relation: table }];
}
