// Row security policies.

import type { Fact } from "../../core/fact.ts";
import type { Drafts } from "../../core/kind.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, flag, kind, list, printed, qualified, text, userSchemas } from "../kind.ts";
import { spelled, withSpelling } from "../reprint.ts";
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
    const fact = factOf<PolicyAttributes>({ kind: "policy", path }, [relationKey(row.relation, path)], {
      permissive: flag(row.permissive),
      command: COMMANDS[row.command ?? ""] ?? "all",
      roles: list(row.roles),
      using: row.using ?? null,
      check: row.check ?? null,
    });
    return withSpelling(fact, ["using", "check"]);
  },
  named,
  create: (fact) => {
    const { id, needs, attributes } = fact;
    const { permissive, command } = attributes;
    const statement = join(
      [
        sql`create ${named(id.path)}`,
        ...(permissive ? [] : [sql`as restrictive`]),
        ...(command === "all" ? [] : [sql`for ${printed(command)}`]),
        ...clauses(fact, attributes.roles.length > 0),
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
    roles: (fact) => change(fact),
    using: (fact) => (fact.attributes.using === null ? "replace" : change(fact)),
    check: (fact) => (fact.attributes.check === null ? "replace" : change(fact)),
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

function clauses(fact: Fact<PolicyAttributes>, sayRoles: boolean): readonly Sql[] {
  const { roles, using, check } = fact.attributes;
  const who = roles.length > 0 ? join(roles.map((role) => name(role))) : sql`public`;
  return [
    ...(sayRoles ? [sql`to ${who}`] : []),
    ...(using === null ? [] : [sql`using (${spelled(fact, "using")})`]),
    ...(check === null ? [] : [sql`with check (${spelled(fact, "check")})`]),
  ];
}

function change(fact: Fact<PolicyAttributes>): Drafts<Sql> {
  const op = join([sql`alter ${named(fact.id.path)}`, ...clauses(fact, true)], sql` `);
  return [{ op, lock: "ACCESS EXCLUSIVE", relation: fact.needs[0] as string }];
}
