// A migrated PostgreSQL database for one test: migrations run once into a template, which is cloned from then on.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Project } from "../actions/project.ts";
import { up } from "../actions/up.ts";
import { sha256 } from "../core/digest.ts";
import { GodwitError } from "../core/errors.ts";
import type { SqlSession } from "../postgres/session.ts";
import { literal, name, sql } from "../postgres/sql.ts";
import { openProject, type ProjectOptions } from "../project.ts";

export interface TestDatabase {
  /** With the password, where there is one. */
  readonly url: string;
  readonly name: string;
  /** Also ends whoever is still connected. */
  drop(): Promise<void>;
}

/** `server` is a URL on which databases may be created; the embedded server of the project's tests without it. */
export async function testDatabase(options: ProjectOptions, server?: string): Promise<TestDatabase> {
  if (options.settings.dynamodb) {
    throw new GodwitError(
      "CONFIG_INVALID",
      "the environment has a DynamoDB table, and no PostgreSQL database",
      {
        hint: "call `migratedTable`, or name another `environment`",
      },
    );
  }
  const url = server ?? (await sharedServer(options.settings.root));
  const template = await templateOf(options, url);
  const database = `test_${randomBytes(8).toString("hex")}`;
  await withSession(url, (session) =>
    session.run(sql`create database ${name(database)} template ${name(template)}`),
  );
  return {
    url: urlOf(url, database),
    name: database,
    drop: () => withSession(url, (session) => dropDatabase(session, database)),
  };
}

/** One use for all tests of this process; the server stops when the last process has ended. */
const servers = new Map<string, Promise<string>>();

function sharedServer(root: string): Promise<string> {
  let server = servers.get(root);
  if (!server) {
    server = import("../servers/embedded-postgres.ts").then(async ({ usePostgres }) => {
      const folder = join(root, ".godwit", "test");
      return (await usePostgres({ folder, from: root, durability: "none" })).url;
    });
    // What could not be started may be, the next time.
    server.catch(() => servers.delete(root));
    servers.set(root, server);
  }
  return server;
}

async function templateOf(options: ProjectOptions, server: string): Promise<string> {
  const { prefix, hash } = await nameOf(options);
  const template = `${prefix}${hash}`;
  await withSession(server, async (session) => {
    // Test processes run at the same time, and each of them may be the first.
    await session.run(sql`select pg_advisory_lock(hashtext(${literal(template)}))`);
    const known = await session.run(
      sql`select datname from pg_catalog.pg_database where starts_with(datname, ${literal(prefix)})`,
    );
    const names = (known[0]?.rows ?? []).map(({ datname }) => datname ?? "");
    if (names.includes(template)) return;
    const draft = `${prefix}draft_${hash.slice(0, 8)}`;
    if (names.includes(draft)) await dropDatabase(session, draft);
    await session.run(sql`create database ${name(draft)}`);
    await migrate(options, urlOf(server, draft));
    await session.run(sql`alter database ${name(draft)} rename to ${name(template)}`);
    // Those of files as they were before.
    for (const old of names) {
      if (!old.includes("_draft_")) await dropDatabase(session, old).catch(() => undefined);
    }
  });
  return template;
}

/** By the migrations' content: other files are another template. */
async function nameOf(options: ProjectOptions): Promise<{ readonly prefix: string; readonly hash: string }> {
  const { source, engine } = openProject(options);
  const { settings, toolVersion } = options;
  const { migrations, baselines = [] } = await source.collect();
  if (migrations.some(({ up: script }) => script.mayInclude)) await engine.prepare();
  const content = [
    toolVersion,
    settings.placeholders,
    settings.environment ?? null,
    settings.role ?? null,
    settings.history,
    baselines.map(({ script }) => script.checksum),
    migrations.map(({ version, up: script }) => [
      version,
      script.mayInclude ? engine.fingerprint(script, settings.placeholders) : script.checksum,
    ]),
  ];
  const folders = [settings.migrations, settings.environment ?? null, settings.database ?? null];
  return {
    prefix: `godwit_test_${sha256(JSON.stringify(folders)).slice(0, 8)}_`,
    hash: sha256(JSON.stringify(content)).slice(0, 16),
  };
}

async function migrate(options: ProjectOptions, url: string): Promise<void> {
  const { directUrl: _direct, ...settings } = options.settings;
  // Nothing of a protected environment's is touched here.
  const hooks = {};
  const project: Project & { close(): Promise<void> } = openProject({
    ...options,
    settings: { ...settings, hooks, url: { value: url, origin: "the test" } },
  });
  try {
    const { error } = await up(project);
    if (error) throw error;
  } finally {
    await project.close();
  }
}

async function withSession<T>(url: string, work: (session: SqlSession) => Promise<T>): Promise<T> {
  const { pgDriver } = await import("../drivers/pg.ts");
  const session = await (await pgDriver({ url, env: process.env })).connect("godwit/testing");
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/** `with (force)` came with 13. */
async function dropDatabase(session: SqlSession, database: string): Promise<void> {
  await session.run(sql`alter database ${name(database)} with allow_connections false`);
  await session.run(
    sql`select pg_terminate_backend(pid) from pg_catalog.pg_stat_activity where datname = ${literal(database)}`,
  );
  await session.run(sql`drop database ${name(database)}`);
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
