// What `doctor` looks at in a PostgreSQL database: connection, rights, pooler, history, surroundings.
import type { Examination } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import { ownsHistory } from "./foreign.ts";
import type { LockContext } from "./lock.ts";
import type { Row, SqlDriver } from "./session.ts";
import { literal, name, type Sql, sql } from "./sql.ts";

export async function examine(
  context: LockContext,
  driver: SqlDriver,
  role: string | undefined,
): Promise<readonly Examination[]> {
  const { surroundings: around } = context;
  const found: Examination[] = [
    {
      name: "connection",
      ok: true,
      message: `${around.user} on ${driver.host}, database ${around.database}`,
    },
    around.version >= 120000
      ? { name: "version", ok: true, message: `PostgreSQL ${around.versionText}` }
      : {
          name: "version",
          ok: false,
          message: `PostgreSQL ${around.versionText} is older than 12`,
          hint: "upgrade the server",
        },
    around.inRecovery
      ? { name: "primary", ok: false, message: "the server is a standby", hint: "connect to the primary" }
      : { name: "primary", ok: true, message: "the server accepts writes" },
    pooler(around.pooled, driver),
  ];
  const [answer] = await context.session.run(facts(context, role));
  const row = answer?.rows[0] ?? {};
  return [
    ...found,
    await history(context, row),
    rights(context, row),
    ...roleOf(row, role),
    monitoring(row),
    longest(row),
    connections(row),
  ];
}

function pooler(pooled: boolean, driver: SqlDriver): Examination {
  if (!pooled) return { name: "pooler", ok: true, message: "none: sessions are real" };
  if (driver.direct)
    return {
      name: "pooler",
      ok: true,
      message: "a transaction pooler; statements outside transactions use directUrl",
    };
  return {
    name: "pooler",
    ok: false,
    message: "a transaction pooler stands in front",
    hint: "set directUrl for statements that cannot run in a transaction",
  };
}

function facts({ tables }: LockContext, role: string | undefined): Sql {
  const schema = literal(tables.schema);
  return sql`select has_database_privilege(current_database(), 'create') as create_schema,
  exists (select from pg_namespace where nspname = ${schema}) as schema_exists,
  coalesce((select has_schema_privilege(oid, 'create') from pg_namespace where nspname = ${schema}), false) as create_table,
  to_regclass(${literal(tables.history.text)}) is not null as history_exists,
  pg_has_role('pg_monitor', 'usage') as monitor,
  ${role === undefined ? sql`null` : sql`coalesce((select pg_has_role(oid, 'member') from pg_roles where rolname = ${literal(role)}), false)`} as role_member,
  (select max(extract(epoch from clock_timestamp() - xact_start))::int from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null) as longest,
  (select count(*) from pg_stat_activity) as used, current_setting('max_connections')::int as allowed`;
}

async function history({ tables, session }: LockContext, row: Row): Promise<Examination> {
  const where = `${tables.schema}.${tables.table}`;
  try {
    if (row.history_exists === "t") await ownsHistory(session, tables);
  } catch (error) {
    if (!(error instanceof GodwitError)) throw error;
    return { name: "history", ok: false, message: error.message, hint: error.hint };
  }
  return row.history_exists === "t"
    ? { name: "history", ok: true, message: `${where} exists` }
    : { name: "history", ok: true, message: `${where} does not exist yet; the first \`up\` makes it` };
}

function rights({ tables }: LockContext, row: Row): Examination {
  const ok =
    row.history_exists === "t" ||
    (row.schema_exists === "t" ? row.create_table === "t" : row.create_schema === "t");
  const fine = { name: "rights", ok: true, message: `may write the history in schema ${tables.schema}` };
  return ok
    ? fine
    : {
        name: "rights",
        ok: false,
        message: `may not create tables in schema ${tables.schema}`,
        hint: "run what `godwit doctor --grants` prints",
      };
}

function roleOf(row: Row, role: string | undefined): Examination[] {
  if (role === undefined) return [];
  const member = row.role_member === "t";
  return member
    ? [{ name: "role", ok: true, message: `may become ${role}` }]
    : [
        {
          name: "role",
          ok: false,
          message: `may not become ${role}`,
          hint: `run: grant ${name(role).text} to current_user`,
        },
      ];
}

function monitoring(row: Row): Examination {
  return row.monitor === "t"
    ? { name: "blockers", ok: true, message: "sees the queries of other sessions" }
    : {
        name: "blockers",
        ok: true,
        message: "does not see the queries of other users: grant pg_monitor to show them while blocked",
      };
}

function longest(row: Row): Examination {
  const seconds = Number(row.longest ?? 0);
  const message =
    row.longest === null
      ? "no other transaction is open"
      : `the longest open transaction is ${seconds} s old`;
  return { name: "transactions", ok: true, message };
}

function connections(row: Row): Examination {
  const used = Number(row.used);
  const allowed = Number(row.allowed);
  const ok = allowed - used >= 3;
  const message = `${used} of ${allowed} connections in use`;
  return ok
    ? { name: "connections", ok, message }
    : { name: "connections", ok, message, hint: "Godwit needs two; free some or raise max_connections" };
}
