// A fresh PostgreSQL database for a test, cloned from a template, on the server that the whole run shares.
import { createHash, randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { usePostgres } from "../../src/servers/embedded-postgres.ts";
import { DEFAULT_MAJOR } from "../../src/servers/platform.ts";
import { installMajor } from "./majors.ts";
import { serverFolder } from "./server-folder.ts";

export interface FreshDatabase {
  readonly url: string;
  readonly name: string;
  /** Also ends whoever is still connected. */
  drop(): Promise<void>;
}

export interface Wish {
  readonly major?: number;
  /** What the database holds: run once into a template, cloned from then on. */
  readonly sql?: string;
}

/** URLs of shared servers that this process uses, by major; they are given back when it ends. */
const urls = new Map<number, Promise<string>>();

export async function freshDatabase({ major = DEFAULT_MAJOR, sql }: Wish = {}): Promise<FreshDatabase> {
  const server = await sharedServer(major);
  const template = sql === undefined ? "template1" : await templateOf(server, sql);
  const name = `test_${randomBytes(6).toString("hex")}`;
  // Without fsync a copy of the files takes a sixth of the time of the way that is usual since 15.
  const how = major >= 15 ? " strategy file_copy" : "";
  await withClient(server, (client) => client.query(`create database ${name} template ${template}${how}`));
  return {
    name,
    url: databaseUrl(server, name),
    drop: () => withClient(server, (client) => dropDatabase(client, name)),
  };
}

/** The URL of the shared server's own database, as a superuser. */
export function sharedServer(major: number = DEFAULT_MAJOR): Promise<string> {
  let url = urls.get(major);
  if (url === undefined) {
    const folder = serverFolder(inject("servers"), major);
    // Real histories are tested on a major that the set-up has not installed.
    url = installMajor(major)
      .then((from) => usePostgres({ folder, major, from, durability: "none" }))
      .then((used) => used.url);
    urls.set(major, url);
  }
  return url;
}

/** Runs one piece of work on a connection of its own. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  // A killed server is an error of the query that runs, not one of the process.
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function templateOf(server: string, sql: string): Promise<string> {
  const name = `template_${createHash("sha256").update(sql).digest("hex").slice(0, 16)}`;
  await withClient(server, async (client) => {
    // Test files run at the same time, and each of them may be the first.
    await client.query("select pg_advisory_lock(hashtext($1))", [name]);
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (rowCount !== 0) return;
    const draft = `${name}_draft`;
    await client.query(`drop database if exists ${draft}`);
    await client.query(`create database ${draft}`);
    await withClient(databaseUrl(server, draft), (inside) => inside.query(sql));
    await client.query(`alter database ${draft} rename to ${name}`);
  });
  return name;
}

/** `with (force)` came with 13. */
async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  await client.query(`alter database ${name} with allow_connections false`);
  await client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
  await client.query(`drop database ${name}`);
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
