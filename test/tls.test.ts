// TLS as libpq means it: what is encrypted, what is verified, and what a certificate that does not fit is told as.
import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pgDriver } from "../src/drivers/pg.ts";
import { sql } from "../src/postgres/sql.ts";
import { resetPostgres, usePostgres } from "../src/servers/embedded-postgres.ts";
import { withClient } from "./support/database.ts";
import { failureOf } from "./support/failure-of.ts";
import { installedProgram } from "./support/installed-program.ts";
import { root } from "./support/root.ts";

describe.skipIf(installedProgram("openssl") === null)("TLS", () => {
  const folder = mkdtempSync(join(tmpdir(), "godwit-tls-"));
  const file = (name: string) => join(folder, name);
  let server: Awaited<ReturnType<typeof usePostgres>>;

  beforeAll(async () => {
    openssl(
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-days",
      "2",
      "-subj",
      "/CN=test authority",
      "-keyout",
      file("ca.key"),
      "-out",
      file("ca.crt"),
    );
    openssl(
      "req",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-subj",
      "/CN=localhost",
      "-keyout",
      file("server.key"),
      "-out",
      file("server.csr"),
    );
    writeFileSync(file("names"), "subjectAltName=DNS:localhost\n");
    openssl(
      "x509",
      "-req",
      "-in",
      file("server.csr"),
      "-CA",
      file("ca.crt"),
      "-CAkey",
      file("ca.key"),
      "-CAcreateserial",
      "-days",
      "2",
      "-extfile",
      file("names"),
      "-out",
      file("server.crt"),
    );
    server = await usePostgres({ folder: file("db"), from: root, durability: "none" });
    await withClient(server.url, async (client) => {
      const { rows } = await client.query("show data_directory");
      const data = String(rows[0]?.data_directory);
      const { uid, gid } = statSync(data);
      for (const name of ["server.key", "server.crt"]) {
        copyFileSync(file(name), join(data, name));
        // The server refuses a key that others may read, and runs as another user when we are root.
        chmodSync(join(data, name), 0o600);
        chownSync(join(data, name), uid, gid);
      }
      await client.query("alter system set ssl = on");
      await client.query("select pg_reload_conf()");
    });
    // The reload is asked for, not waited for.
    for (let left = 50; left > 0 && (await encrypted("sslmode=prefer")) !== "t"; left--) await pause(100);
  });

  afterAll(async () => {
    await server.release();
    await resetPostgres(file("db"));
    rmSync(folder, { recursive: true, force: true });
  });

  /** Whether the session is encrypted; `host` is what the certificate is compared with. */
  async function encrypted(parameters: string, host = "localhost"): Promise<string | null | undefined> {
    const url = new URL(server.url);
    url.hostname = host;
    const driver = await pgDriver({ url: `${url.href}?${parameters}`, env: {} });
    const session = await driver.connect("tls test");
    try {
      const [answer] = await session.run(sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`);
      return answer?.rows[0]?.ssl;
    } finally {
      await session.close();
    }
  }

  it.each([
    ["", "f"],
    ["sslmode=disable", "f"],
    ["sslmode=allow", "f"],
    ["sslmode=prefer", "t"],
    ["sslmode=require", "t"],
  ])("a local server with %s", async (parameters, expected) => {
    expect(await encrypted(parameters)).toBe(expected);
  });

  it("verifies with the authority that it is given", async () => {
    const ca = `sslrootcert=${encodeURIComponent(file("ca.crt"))}`;
    expect(await encrypted(`sslmode=verify-full&${ca}`)).toBe("t");
    expect(await encrypted(`sslmode=verify-ca&${ca}`, "127.0.0.1")).toBe("t");
    expect(await encrypted(`sslmode=require&${ca}`, "127.0.0.1")).toBe("t");
  });

  it("refuses a certificate that nobody vouches for", async () => {
    for (const parameters of [
      "sslmode=verify-full",
      "sslmode=verify-ca",
      "sslmode=verify-full&sslrootcert=system",
    ]) {
      const error = await failureOf(() => encrypted(parameters));
      expect(error).toMatchObject({ code: "TLS", status: 2 });
      expect(error.message).toContain("certificate");
      expect(error.hint).toContain("sslrootcert");
    }
  });

  it("refuses a certificate of another host", async () => {
    const ca = `sslrootcert=${encodeURIComponent(file("ca.crt"))}`;
    expect(await failureOf(() => encrypted(`sslmode=verify-full&${ca}`, "127.0.0.1"))).toMatchObject({
      code: "TLS",
    });
  });

  it("says what is wrong with its settings", async () => {
    expect((await failureOf(() => encrypted("sslmode=full"))).code).toBe("CONFIG_INVALID");
    const missing = await failureOf(() => encrypted("sslmode=verify-full&sslrootcert=/nowhere/ca.crt"));
    expect(missing).toMatchObject({
      code: "TLS",
      message: "cannot read the sslrootcert file /nowhere/ca.crt",
    });
  });
});

function openssl(...words: readonly string[]): void {
  execFileSync("openssl", words, { stdio: "ignore" });
}
