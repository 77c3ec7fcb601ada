// Throw-away PostgreSQL servers for benchmarks: the project's embedded one, with and without durability.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { sources } from "./sources.mjs";

const SHOWN = ["server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers"];

/** Runs `work` with a server of its own, and removes it. `durability` is "none" or "full". */
export async function withServer(durability, ...rest) {
  const work = rest.at(-1);
  const { major, from } = rest.length > 1 ? rest[0] : {};
  const { usePostgres, resetPostgres } = await sources("src/servers/embedded-postgres.ts");
  const folder = mkdtempSync(join(tmpdir(), "godwit-bench-server-"));
  try {
    const used = await usePostgres({ folder, durability, major, ...(from && { from }) });
    try {
      return await work({ url: used.url, settings: await settingsOf(used.url) });
    } finally {
      await used.release();
    }
  } finally {
    await resetPostgres(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

let count = 0;

/** The URL of an empty database; `drop` it after use. */
export async function freshDatabase(server) {
  const name = `bench_${process.pid}_${count++}`;
  await query(server.url, `create database ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  url.searchParams.set("sslmode", "disable");
  return { url: url.href, drop: () => query(server.url, `drop database ${name} with (force)`) };
}

export async function query(url, text) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function settingsOf(url) {
  const rows = await query(
    url,
    `select name, current_setting(name) as value from unnest(array['${SHOWN.join("','")}']) name`,
  );
  return rows.map(({ name, value }) => `${name}=${value}`).join(" ");
}
