// Roles, read only when asked for: they are the cluster's, not the database's. Passwords are never read.
import type { Fact } from "../../core/fact.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, flag, kind, list, printed, text } from "../kind.ts";
import { join, literal, type Sql, sql } from "../sql.ts";

export type RoleAttributes = {
  readonly superuser: boolean;
  readonly inherit: boolean;
  readonly createRole: boolean;
  readonly createDatabase: boolean;
  readonly login: boolean;
  readonly replication: boolean;
  readonly bypassRowSecurity: boolean;
  /** -1 for no limit. */
  readonly connectionLimit: number;
  readonly validUntil: string | null;
  /** `name=value` of ALTER ROLE … SET, for all databases. */
  readonly settings: readonly string[];
};

export const role = kind<RoleAttributes>({
  name: "role",
  catalog: CATALOG.pg_authid,
  read: ({ roles }) =>
    roles
      ? sql`
        select r.oid, r.rolname as name, r.rolsuper as superuser, r.rolinherit as inherit, r.rolcreaterole as create_role,
          r.rolcreatedb as create_database, r.rolcanlogin as login, r.rolreplication as replication,
          r.rolbypassrls as bypass, r.rolconnlimit as connection_limit, r.rolvaliduntil as valid_until,
          pg_catalog.to_json(r.rolconfig) as settings
        from pg_catalog.pg_roles r where r.oid >= 16384`
      : null,
  fact: (row) =>
    factOf({ kind: "role", path: [text(row.name)] }, [], {
      superuser: flag(row.superuser),
      inherit: flag(row.inherit),
      createRole: flag(row.create_role),
      createDatabase: flag(row.create_database),
      login: flag(row.login),
      replication: flag(row.replication),
      bypassRowSecurity: flag(row.bypass),
      connectionLimit: Number(row.connection_limit),
      validUntil: row.valid_until ?? null,
      settings: [...list(row.settings)].sort(),
    }),
  named,
  create: (fact) => {
    const words = clauses(fact, USUAL);
    return [
      { op: sql`create ${named(fact.id.path)}${words.length > 0 ? sql` ${join(words, sql` `)}` : sql``}` },
      ...settings(fact, []),
    ];
  },
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
  alter: {
    superuser: alter,
    inherit: alter,
    createRole: alter,
    createDatabase: alter,
    login: alter,
    replication: alter,
    bypassRowSecurity: alter,
    connectionLimit: alter,
    validUntil: alter,
    settings: (to, from) => settings(to, from.attributes.settings),
  },
});

const USUAL: RoleAttributes = {
  superuser: false,
  inherit: true,
  createRole: false,
  createDatabase: false,
  login: false,
  replication: false,
  bypassRowSecurity: false,
  connectionLimit: -1,
  validUntil: null,
  settings: [],
};

const WORDS = {
  superuser: "superuser",
  inherit: "inherit",
  createRole: "createrole",
  createDatabase: "createdb",
  login: "login",
  replication: "replication",
  bypassRowSecurity: "bypassrls",
} as const;

function named([role]: readonly string[]): Sql {
  return sql`role ${name(role as string)}`;
}

function alter(to: Fact<RoleAttributes>, from: Fact<RoleAttributes>) {
  return [{ op: sql`alter ${named(to.id.path)} ${join(clauses(to, from.attributes), sql` `)}` }];
}

/** What differs from the usual, or from what was. */
function clauses({ attributes: to }: Fact<RoleAttributes>, from: RoleAttributes): readonly Sql[] {
  const words = (Object.keys(WORDS) as (keyof typeof WORDS)[])
    .filter((one) => to[one] !== from[one])
    .map((one) => printed(`${to[one] ? "" : "no"}${WORDS[one]}`));
  return [
    ...words,
    ...(to.connectionLimit === from.connectionLimit
      ? []
      : [sql`connection limit ${literal(to.connectionLimit)}`]),
    ...(to.validUntil === from.validUntil ? [] : [sql`valid until ${literal(to.validUntil ?? "infinity")}`]),
  ];
}

function settings({ id, attributes }: Fact<RoleAttributes>, before: readonly string[]) {
  const nameOf = (setting: string) => setting.slice(0, setting.indexOf("="));
  const kept = new Set(attributes.settings.map(nameOf));
  return [
    ...before
      .filter((setting) => !kept.has(nameOf(setting)))
      .map((setting) => ({ op: sql`alter ${named(id.path)} reset ${parameter(nameOf(setting))}` })),
    ...attributes.settings
      .filter((setting) => !before.includes(setting))
      .map((setting) => ({
        op: sql`alter ${named(id.path)} set ${parameter(nameOf(setting))} = ${value(setting)}`,
      })),
  ];
}

function parameter(setting: string): Sql {
  return name(...setting.split("."));
}

/** Lists of names are kept as they were written; quoted as one they would be one name. */
function value(setting: string): Sql {
  const at = setting.indexOf("=");
  const [key, text] = [setting.slice(0, at), setting.slice(at + 1)];
  return LISTS.has(key) ? printed(text || "''") : literal(text);
}

/** Settings that PostgreSQL flags as lists of names. */
const LISTS = new Set([
  "search_path",
  "temp_tablespaces",
  "session_preload_libraries",
  "shared_preload_libraries",
  "local_preload_libraries",
  "unix_socket_directories",
]);
