// Nobody without the password gets in, by whatever way.
import { spawn } from "node:child_process";
import { chownSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { findBinaries, program } from "../../src/servers/binaries.ts";
import { startPostgres, stopPostgres, usePostgres } from "../../src/servers/embedded-postgres.ts";
import { serverSpawn } from "../../src/servers/run-program.ts";
import { serverUser } from "../../src/servers/server-user.ts";
import { withClient } from "../support/database.ts";
import { majorFolder } from "../support/majors.ts";
import { root } from "../support/root.ts";
import { eventually, expectNoOrphans, scratch } from "./scratch.ts";

expectNoOrphans();

test.each(inject("majors"))(
  "PostgreSQL %i: only the password opens it, on the loopback address only",
  async (major) => {
    const folder = join(scratch(), "db");
    const used = await usePostgres({ folder, from: majorFolder(major), major, durability: "none" });
    const url = new URL(used.url);
    for (const password of ["", "postgres", `${url.password}x`]) {
      await expect(connect({ host: url.hostname, port: Number(url.port), password })).rejects.toThrow(
        /password/i,
      );
    }
    await connect({ host: url.hostname, port: Number(url.port), password: url.password });
    const rules =
      readFileSync(join(folder, "data", "pg_hba.conf"), "utf8").match(/^(local|host)\b.*$/gm) ?? [];
    expect(rules.length).toBeGreaterThan(3);
    expect(rules.filter((rule) => !rule.endsWith("scram-sha-256"))).toEqual([]);
    const { rows } = await withClient(used.url, (client) =>
      client.query(
        "select rolpassword ~ '^SCRAM-SHA-256[$]4096:' as scram from pg_authid where rolname = 'postgres'",
      ),
    );
    expect(rows).toEqual([{ scram: true }]);
    const outside = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const foreign = outside.filter(({ internal, family }) => !internal && family === "IPv4");
    for (const { address } of foreign) expect(await isOpen(address, Number(url.port))).toBe(false);
    await used.release();
  },
);

test("the cached cluster gives its password to nobody", async () => {
  const passwords = new Set<string>();
  for (const name of ["one", "two"]) {
    const folder = join(scratch(), name);
    const used = await usePostgres({ folder, from: root, durability: "none" });
    passwords.add(new URL(used.url).password);
    await used.release();
    await stopPostgres(folder);
  }
  expect(passwords.size).toBe(2);
});

test("a lost password file is replaced, and the old password is void", async () => {
  const folder = join(scratch(), "db");
  const before = await startPostgres({ folder, from: root });
  if (before.state !== "running") throw new Error(`it is ${before.state}`);
  await stopPostgres(folder);
  rmSync(join(folder, "password"));
  const used = await usePostgres({ folder, from: root });
  await withClient(used.url, (client) => client.query("select 1"));
  await expect(withClient(before.url, (client) => client.query("select 1"))).rejects.toThrow(/password/i);
  await used.release();
});

test.skipIf(process.platform === "win32")(
  "whoever turns the socket on needs the password there, too",
  async () => {
    const folder = join(scratch(), "db");
    const { url } = await usePostgres({ folder, from: root, durability: "none" });
    await stopPostgres(folder);
    const sockets = join("/tmp", `godwit-socket-${process.pid}`);
    mkdirSync(sockets, { mode: 0o777 });
    const user = serverUser();
    if (user !== null) chownSync(sockets, user.uid, user.gid);
    const args = [
      "-D",
      join(folder, "data"),
      "-c",
      "listen_addresses=",
      "-c",
      `unix_socket_directories=${sockets}`,
    ];
    const server = spawn(program(findBinaries({ from: root }), "postgres"), args, {
      ...serverSpawn(user),
      stdio: "ignore",
    });
    try {
      const password = new URL(url).password;
      const opened = () =>
        connect({ host: sockets, port: 5432, password }).then(
          () => true,
          () => false,
        );
      expect(await eventually(opened, (open) => open)).toBe(true);
      await expect(connect({ host: sockets, port: 5432, password: "wrong" })).rejects.toThrow(/password/i);
    } finally {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGINT");
      await ended;
      rmSync(sockets, { recursive: true });
    }
  },
);

async function connect(how: { host: string; port: number; password: string }): Promise<void> {
  const client = new pg.Client({ ...how, user: "postgres", database: "postgres" });
  client.on("error", () => {});
  await client.connect();
  await client.end();
}

function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: 2_000 });
    const answer = (open: boolean) => () => {
      socket.destroy();
      resolve(open);
    };
    socket.once("connect", answer(true)).once("error", answer(false)).once("timeout", answer(false));
  });
}
