// How a function comes to its database: secrets that are rotated while it runs, tokens, and what `doctor` says of the way.
import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { iamUrl } from "../../src/drivers/aws-iam.ts";
import { freshDatabase, withClient } from "../support/database.ts";
import { root } from "../support/root.ts";
import { type SecretsManager, secretsManager } from "../support/secrets-manager.ts";
import { answerOf, bundled, functionOf } from "./bundled.ts";

const installed = (name: string) => existsSync(join(root, "node_modules/@aws-sdk", name));

const FILES = {
  "migrations/001_a.sql": "create table a (id int);\n",
  "migrations/002_b.sql": "create index concurrently on a (id);\n",
};

describe.skipIf(!installed("client-secrets-manager"))("a secret", () => {
  let url: URL;
  let secrets: SecretsManager;
  let user = "";

  beforeEach(async () => {
    const database = await freshDatabase();
    url = new URL(database.url);
    user = `${database.name}_app`;
    secrets = await secretsManager();
    await admin(`create role ${user} login superuser password 'first'`);
    onTestFinished(async () => {
      await database.drop();
      await withClient(new URL("/postgres", url).href, (client) => client.query(`drop role ${user}`));
    });
  });

  const admin = (text: string) => withClient(url.href, (client) => client.query(text));
  const text = (password: string, more: object = {}) =>
    JSON.stringify({
      engine: "postgres",
      host: url.hostname,
      port: Number(url.port),
      dbname: url.pathname.slice(1),
      ...{ username: user, password },
      ...more,
    });

  async function deployed(environment: Readonly<Record<string, string>>) {
    const folder = await bundled(FILES);
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    return functionOf(folder, { environment: { ...secrets.environment, ...environment } });
  }

  test("is read for each connection; one that is rotated at every read is read again", async () => {
    secrets.answer = async (_id, read) => {
      const [old, next] = [text(`password ${read}`), text(`password ${read + 1}`)];
      // Every second time we are given what is no longer true: that is what a rotation looks like.
      if (read % 2 === 0) return old;
      await admin(`alter role ${user} password 'password ${read + 1}'`);
      return next === old ? next : old;
    };
    const arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/db-AbCdEf";
    const made = await deployed({ DATABASE_URL: `aws-secret:${arn}` });
    expect(answerOf(await made.invoke({ action: "migrate" }), made), made.log()).toMatchObject({
      ok: true,
      migrations: [{ version: "001" }, { version: "002" }],
    });
    expect(secrets.reads()).toBeGreaterThanOrEqual(4);
    expect(made.log()).not.toContain("password");
  });

  test("without a host is completed by the variables; a missing right is named", async () => {
    secrets.answer = async () => JSON.stringify({ username: user, password: "first" });
    const place = { PGHOST: url.hostname, PGPORT: url.port, PGDATABASE: url.pathname.slice(1) };
    const made = await deployed({ DATABASE_URL: "aws-secret:managed", ...place });
    expect(answerOf(await made.invoke({ action: "status" }), made)).toMatchObject({ ok: true });
    secrets.answer = async () => ({ error: "AccessDeniedException", message: "not authorized" });
    const refused = answerOf(await made.invoke({ action: "doctor" }), made);
    expect(refused).toMatchObject({
      ok: false,
      error: { code: "UNHEALTHY" },
      checks: [
        { name: "address", ok: false, hint: expect.stringContaining("secretsmanager:GetSecretValue") },
      ],
    });
  });

  test("that stays wrong is refused, and never told", async () => {
    secrets.answer = async () => text("hunter2");
    const made = await deployed({ DATABASE_URL: "aws-secret:prod/db" });
    const answer = answerOf(await made.invoke({ action: "migrate" }), made);
    expect(answer).toMatchObject({ status: 1, error: { code: "AUTHENTICATION" } });
    expect(`${JSON.stringify(answer)}${made.log()}`).not.toContain("hunter2");
  });
});

describe.skipIf(!installed("rds-signer"))("a token of IAM", () => {
  test("is the password of one connection, for 15 minutes", async () => {
    const before = { ...process.env };
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "godwit", AWS_SECRET_ACCESS_KEY: "godwit" });
    onTestFinished(() => {
      process.env = before;
    });
    const host = "app.cluster-abc.eu-central-1.rds.amazonaws.com";
    const url = new URL(await iamUrl(`aws-iam://app@${host}:5433/shop?application_name=x`));
    expect([url.hostname, url.port, url.pathname, url.search]).toEqual([
      host,
      "5433",
      "/shop",
      "?application_name=x",
    ]);
    const token = decodeURIComponent(url.password);
    expect(token).toMatch(new RegExp(`^${host}:5433/\\?`));
    const signed = new URL(`https://${token}`).searchParams;
    expect(signed.get("Action")).toBe("connect");
    expect(signed.get("DBUser")).toBe("app");
    expect(signed.get("X-Amz-Expires")).toBe("900");
    expect(signed.get("X-Amz-Credential")).toContain("/eu-central-1/rds-db/");
  });
});

describe("doctor", () => {
  test.each([
    ["a name that nobody knows", "postgresql://u:x@db.godwit.invalid/a", "name"],
    ["a port where nobody is", "postgresql://u:x@127.0.0.1:1/a", "network"],
    ["RDS Proxy", "postgresql://u:x@app.proxy-abc123.eu-central-1.rds.amazonaws.com/a", "writer"],
    ["a URL that is none", "postgres//x", "address"],
  ])("finds %s", async (_what, url, failing) => {
    const made = await functionOf(await bundled(FILES), { environment: { DATABASE_URL: url } });
    const { checks, error } = answerOf(await made.invoke({ action: "doctor" }), made);
    expect(error?.message).toBe(`not as it should be: ${failing}`);
    expect((checks as { name: string; ok: boolean }[]).filter(({ ok }) => !ok)).toMatchObject([
      { name: failing },
    ]);
  });
});
