// Servers that are not there, passwords that are wrong or come from a file, and libpq's variables.
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pgDriver } from "../src/drivers/pg.ts";
import { type FreshDatabase, freshDatabase } from "./support/database.ts";
import { failureOf } from "./support/failure-of.ts";
import { folderOf } from "./support/folder-of.ts";

let database: FreshDatabase;
let url: URL;
beforeAll(async () => {
  database = await freshDatabase();
  url = new URL(database.url);
});
afterAll(() => database.drop());

async function connect(text: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const driver = await pgDriver({ url: text, env });
  const session = await driver.connect("connection test");
  await session.close();
  return driver.database;
}

const without = (change: (url: URL) => void): string => {
  const copy = new URL(url);
  change(copy);
  return copy.href;
};
const noPassword = () =>
  without((copy) => {
    copy.password = "";
  });

describe("what cannot be reached", () => {
  it.each([
    [
      "no server",
      () => "postgresql://x:secret1@127.0.0.1:1/x",
      "CONNECT",
      "no PostgreSQL server answers at 127.0.0.1:1",
    ],
    [
      "no socket",
      () => "postgresql:///x?host=/nowhere",
      "CONNECT",
      "no PostgreSQL server answers at /nowhere",
    ],
    [
      "no such host",
      () => "postgresql://nowhere.invalid/x",
      "CONNECT",
      'the host name "nowhere.invalid" is not known',
    ],
    [
      "no such database",
      () =>
        without((copy) => {
          copy.pathname = "/nothing";
        }),
      "CONNECT",
      'database "nothing" does not exist',
    ],
    [
      "a wrong password",
      () =>
        without((copy) => {
          copy.password = "secret1";
        }),
      "AUTHENTICATION",
      "password authentication failed",
    ],
    ["no TLS there", () => `${url.href}?sslmode=require`, "TLS", "does not offer TLS"],
    ["a URL of another database", () => "mysql://x:secret1@h/x", "CONFIG_INVALID", "begins with mysql://"],
    ["no URL at all", () => "production", "CONFIG_INVALID", "neither a URL nor libpq keywords"],
    ["a port that is none", () => "host=h port=http", "CONFIG_INVALID", 'port "http" is not a port number'],
    ["several hosts", () => "host=a,b", "CONFIG_INVALID", "several hosts"],
    ["a service", () => "service=prod", "CONFIG_INVALID", 'service "prod"'],
    [
      "a timeout that is none",
      () => "host=h connect_timeout=soon",
      "CONFIG_INVALID",
      'connect_timeout "soon"',
    ],
  ])("%s", async (_case, text, code, message) => {
    const error = await failureOf(() => connect(text()));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(`${error.message}${error.hint}`).not.toContain("secret1");
  });
});

describe("libpq's variables", () => {
  const variables = () => ({
    PGHOST: url.hostname,
    PGPORT: url.port,
    PGUSER: url.username,
    PGPASSWORD: decodeURIComponent(url.password),
    PGDATABASE: database.name,
  });

  it("complete what the URL leaves out", async () => {
    expect(await connect("postgresql://", variables())).toBe(database.name);
    expect(await connect("postgresql:///postgres", variables())).toBe("postgres");
    expect(await connect(`postgresql://${url.username}@/postgres`, variables())).toBe("postgres");
    expect(await connect("postgresql://", { ...variables(), PGHOST: "", PGHOSTADDR: url.hostname })).toBe(
      database.name,
    );
  });

  it("never lead to another server than the one that was meant", async () => {
    const { PGHOST: _, ...others } = variables();
    expect(await failureOf(() => connect("postgresql://", { ...others, PGSERVICE: "prod" }))).toMatchObject({
      code: "CONFIG_INVALID",
    });
  });
});

describe.skipIf(process.platform === "win32")("a password file", () => {
  const passwords = (line: string, mode = 0o600): string => {
    const file = join(folderOf({}), "pgpass");
    writeFileSync(file, `# ours\nother:1:x:y:nothing\n${line}\n`);
    chmodSync(file, mode);
    return file;
  };

  it("gives the password", async () => {
    const file = passwords(`${url.hostname}:*:*:${url.username}:${decodeURIComponent(url.password)}`);
    expect(await connect(noPassword(), { PGPASSFILE: file })).toBe(database.name);
    expect(await connect(`${noPassword()}?passfile=${encodeURIComponent(file)}`)).toBe(database.name);
  });

  it("that others may read is refused, not passed over", async () => {
    const file = passwords("*:*:*:*:x", 0o644);
    const error = await failureOf(() => connect(noPassword(), { PGPASSFILE: file }));
    expect(error).toMatchObject({ code: "AUTHENTICATION", hint: `run chmod 600 ${file}` });
  });

  it("that has no line for it, or is not there, leaves no password", async () => {
    for (const file of [passwords("other:*:*:*:x"), "/nowhere/pgpass"]) {
      const error = await failureOf(() => connect(noPassword(), { PGPASSFILE: file }));
      expect(error.message).toMatch(/wants a password of user "\w+", and none was given$/);
    }
  });
});
