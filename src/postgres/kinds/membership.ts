// Who is a member of which role; read with the roles.
import type { Fact } from "../../core/fact.ts";
import { keyOf } from "../../core/fact.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, flag, kind, text } from "../kind.ts";
import { join, type Sql, sql } from "../sql.ts";

/** Path: role, member. */
export type MembershipAttributes = {
  readonly admin: boolean;
  /** Null before 16, where the member's own INHERIT says it. */
  readonly inherit: boolean | null;
  readonly set: boolean | null;
};

export const membership = kind<MembershipAttributes>({
  name: "membership",
  catalog: CATALOG.pg_auth_members,
  read: ({ roles, major }) =>
    roles
      ? sql`
        select pg_catalog.row_number() over () as oid, r.rolname as role, u.rolname as member,
          bool_or(m.admin_option) as admin,
          ${major >= 16 ? sql`bool_or(m.inherit_option)` : sql`null`} as inherit,
          ${major >= 16 ? sql`bool_or(m.set_option)` : sql`null`} as set
        from pg_catalog.pg_auth_members m
        join pg_catalog.pg_roles r on r.oid = m.roleid
        join pg_catalog.pg_roles u on u.oid = m.member
        where u.oid >= 16384 group by r.rolname, u.rolname`
      : null,
  fact: (row) => {
    const path = [text(row.role), text(row.member)];
    const needs = path.map((one) => keyOf("role", [one]));
    return factOf({ kind: "membership", path }, needs, {
      admin: flag(row.admin),
      inherit: row.inherit === null ? null : flag(row.inherit),
      set: row.set === null ? null : flag(row.set),
    });
  },
  named: ([role]) => sql`role ${name(role as string)}`,
  create: (fact) => [grant(fact)],
  drop: ({ id: { path } }) => [
    { op: sql`revoke ${name(path[0] as string)} from ${name(path[1] as string)}` },
  ],
  swallowedBy: ({ needs }) => needs,
  alter: {
    admin: (to) =>
      to.attributes.admin
        ? [grant(to)]
        : [{ op: sql`revoke admin option for ${pair(to.id.path, sql`from`)}` }],
    inherit: (to) => [grant(to)],
    set: (to) => [grant(to)],
  },
});

function pair([role, member]: readonly string[], word: Sql): Sql {
  return sql`${name(role as string)} ${word} ${name(member as string)}`;
}

function grant({ id, attributes: { admin, inherit, set } }: Fact<MembershipAttributes>): {
  readonly op: Sql;
} {
  const yes = (on: boolean) => (on ? sql`true` : sql`false`);
  const options = [
    ...(admin ? [inherit === null ? sql`admin option` : sql`admin true`] : []),
    ...(inherit === null ? [] : [sql`inherit ${yes(inherit)}`]),
    ...(set === null ? [] : [sql`set ${yes(set)}`]),
  ];
  return {
    op: sql`grant ${pair(id.path, sql`to`)}${options.length > 0 ? sql` with ${join(options)}` : sql``}`,
  };
}
