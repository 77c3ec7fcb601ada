// A database built anew: beside the old one under another name, which takes its place when it is done.
import { createHash } from "node:crypto";
import { DriverError } from "../core/driver-error.ts";
import type { Engine, Rebuild } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import { serverError } from "./server-error.ts";
import type { Row, SqlDriver, SqlSession } from "./session.ts";
import { join, literal, name, type Sql, sql, verbatim } from "./sql.ts";

export async function rebuild(driver: SqlDriver, engineOn: (driver: SqlDriver) => Engine): Promise<Rebuild> {
  const direct = driver.direct ?? driver;
  const { database } = direct;
  // Nobody can rename the database that they are connected to.
  const admin = await (await direct.elsewhere(database === "postgres" ? "template1" : "postgres")).connect();
  const names = namesOf(database);
  try {
    await finishSwap(admin, database, names);
    const traits = await traitsOf(admin, database);
    await emptied(admin, names.fresh, sql`drop database if exists ${name(names.fresh)}`);
    await admin.run(create(names.fresh, traits));
    for (const statement of settle(names.fresh, traits)) await admin.run(statement);
    const engine = engineOn(await direct.elsewhere(names.fresh));
    return {
      engine,
      takePlace: () => ending(admin, () => swap(admin, database, names)),
      discard: () =>
        ending(admin, () => emptied(admin, names.fresh, sql`drop database ${name(names.fresh)}`)),
    };
  } catch (error) {
    await admin.close();
    throw error instanceof GodwitError ? error : serverError(error, "make another database beside this one");
  }
}

async function ending(admin: SqlSession, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw serverError(error, "put the new database in the place of the old one");
  } finally {
    await admin.close();
  }
}

interface Names {
  readonly fresh: string;
  readonly old: string;
}

/** A name may be as long as PostgreSQL allows already. */
function namesOf(database: string): Names {
  const digest = createHash("sha256").update(database).digest("hex").slice(0, 16);
  return { fresh: `godwit_reset_${digest}_new`, old: `godwit_reset_${digest}_old` };
}

async function swap(admin: SqlSession, database: string, { fresh, old }: Names): Promise<void> {
  await emptied(admin, database, sql`alter database ${name(database)} rename to ${name(old)}`);
  await emptied(admin, fresh, sql`alter database ${name(fresh)} rename to ${name(database)}`);
  await emptied(admin, old, sql`drop database ${name(old)}`);
}

/** What an earlier swap had still to do: its old database is named so only when the new one is complete. */
async function finishSwap(admin: SqlSession, database: string, { fresh, old }: Names): Promise<void> {
  const [answer] = await admin.run(sql`select datname as name from pg_catalog.pg_database`);
  const there = new Set((answer?.rows ?? []).map((row) => row.name));
  if (!there.has(old)) return;
  if (!there.has(database)) {
    const kept = there.has(fresh) ? fresh : old;
    await emptied(admin, kept, sql`alter database ${name(kept)} rename to ${name(database)}`);
    if (kept === old) return;
  }
  await emptied(admin, old, sql`drop database ${name(old)}`);
}

const PATIENCE_MS = 10_000;
const AGAIN_MS = 50;

/** Ends the sessions of a database for a statement that allows none; an application may connect again at once. */
async function emptied(admin: SqlSession, database: string, statement: Sql): Promise<void> {
  const start = performance.now();
  for (;;) {
    await admin.run(sql`select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity
where datname = ${literal(database)} and pid <> pg_catalog.pg_backend_pid()`);
    try {
      await admin.run(statement);
      return;
    } catch (error) {
      const inUse = error instanceof DriverError && error.code === "55006";
      if (!inUse || performance.now() - start > PATIENCE_MS) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

async function traitsOf(admin: SqlSession, database: string): Promise<Row> {
  const major = Number.parseInt(admin.serverVersion, 10);
  const locale =
    major >= 17
      ? sql`d.datlocprovider as provider, d.datlocale as locale, d.daticurules as rules`
      : major >= 15
        ? sql`d.datlocprovider as provider, d.daticulocale as locale, ${major >= 16 ? sql`d.daticurules` : sql`null`} as rules`
        : sql`'c' as provider, null as locale, null as rules`;
  const [answer] = await admin.run(sql`select pg_catalog.pg_get_userbyid(d.datdba) as owner,
  pg_catalog.pg_encoding_to_char(d.encoding) as encoding, d.datcollate as collate, d.datctype as ctype, ${locale},
  t.spcname as tablespace, d.datconnlimit as limit, pg_catalog.shobj_description(d.oid, 'pg_database') as comment,
  d.datacl is not null as granted,
  (select pg_catalog.json_agg(pg_catalog.json_build_array(case a.grantee when 0 then null else pg_catalog.pg_get_userbyid(a.grantee) end,
    a.privilege_type, a.is_grantable)) from pg_catalog.aclexplode(d.datacl) a) as rights,
  (select pg_catalog.json_agg(pg_catalog.json_build_array(case s.setrole when 0 then null else pg_catalog.pg_get_userbyid(s.setrole) end, c))
    from pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) c where s.setdatabase = d.oid) as settings
from pg_catalog.pg_database d join pg_catalog.pg_tablespace t on t.oid = d.dattablespace where d.datname = ${literal(database)}`);
  const row = answer?.rows[0];
  if (!row) throw new GodwitError("CONNECT", `there is no database ${database}`, { hint: "make it first" });
  return row;
}

const PROVIDERS: Readonly<Record<string, string>> = { c: "libc", i: "icu", b: "builtin" };

function create(database: string, row: Row): Sql {
  const { owner, encoding, collate, ctype, provider, locale, rules, tablespace, limit } = row;
  const text = (value: string | null | undefined) => literal(value ?? "");
  const named = PROVIDERS[provider ?? "c"] ?? "libc";
  const localeName =
    named === "icu" ? sql` icu_locale ${text(locale)}` : sql` builtin_locale ${text(locale)}`;
  const other =
    named === "libc"
      ? sql``
      : sql` locale_provider ${verbatim(named)}${localeName}${rules ? sql` icu_rules ${text(rules)}` : sql``}`;
  return sql`create database ${name(database)} template template0 owner ${name(owner ?? "")} encoding ${text(encoding)}
lc_collate ${text(collate)} lc_ctype ${text(ctype)}${other} tablespace ${name(tablespace ?? "")} connection limit ${literal(Number(limit))}`;
}

type Right = readonly [grantee: string | null, privilege: string, grantable: boolean];
type Setting = readonly [role: string | null, setting: string];

/** What a database has beside what CREATE DATABASE says. */
function settle(database: string, { granted, rights, settings, comment, owner }: Row): readonly Sql[] {
  const target = sql`database ${name(database)}`;
  const roleOf = (role: string | null): Sql => (role === null ? sql`public` : name(role));
  const given = JSON.parse(rights ?? "[]") as readonly Right[];
  const grants = given.map(
    ([grantee, privilege, grantable]) =>
      sql`grant ${verbatim(privilege)} on ${target} to ${roleOf(grantee)}${grantable ? sql` with grant option` : sql``}`,
  );
  const set = (JSON.parse(settings ?? "[]") as readonly Setting[]).map(([role, setting]) => {
    const at = setting.indexOf("=");
    const [key, value] = [setting.slice(0, at), setting.slice(at + 1)];
    const whose = role === null ? sql`alter ${target}` : sql`alter role ${name(role)} in ${target}`;
    // Kept as it was said: a list of names is no one name.
    const said = LISTS.test(key) ? verbatim(value || "''") : literal(value);
    return sql`${whose} set ${join(
      key.split(".").map((part) => name(part)),
      sql`.`,
    )} = ${said}`;
  });
  return [
    ...(granted === "t" ? [sql`revoke all on ${target} from public, ${name(owner ?? "")}`, ...grants] : []),
    ...set,
    ...(comment === null || comment === undefined ? [] : [sql`comment on ${target} is ${literal(comment)}`]),
  ];
}

const LISTS =
  /^(?:search_path|temp_tablespaces|session_preload_libraries|shared_preload_libraries|local_preload_libraries)$/;
