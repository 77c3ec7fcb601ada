// A bundle as a custom resource: the events of a stack's life, and what goes wrong between function and stack.
import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type Stack, stack } from "../support/cloudformation.ts";
import { freshDatabase, withClient } from "../support/database.ts";
import { folderOf } from "../support/folder-of.ts";
import type { EmulatedFunction } from "../support/lambda-runtime.ts";
import { root } from "../support/root.ts";
import { bundled, type Files, functionOf } from "./bundled.ts";

const FIRST = { "migrations/001_users.sql": "create table users (id int);\n" };
const SECOND = { ...FIRST, "migrations/002_teams.sql": "create table teams (id int);\n" };
const BROKEN = {
  ...FIRST,
  "migrations/002_teams.sql": "-- Transaction: none\ncreate table teams (id int);\nselect 1 / 0;\n",
};

/** Lambda has it; a checkout that was not installed since does not. */
const hasClient = existsSync(join(root, "node_modules/@aws-sdk/client-lambda"));

let url = "";
let resource: Stack;

beforeEach(async () => {
  const database = await freshDatabase();
  url = database.url;
  resource = await stack();
  onTestFinished(() => database.drop());
});

async function deployed(files: Files, wish: { timeoutMs?: number; environment?: object } = {}) {
  const folder = await bundled(files);
  // Where Lambda has AWS's own packages.
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const environment = { DATABASE_URL: url, ...resource.environment, ...wish.environment };
  const made = await functionOf(folder, { ...wish, environment });
  resource.use(made);
  return made;
}

const applied = () =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ version: string }>(
      "select version from schema_migrations where success and version <> '000' order by 1",
    );
    return rows.map(({ version }) => version);
  });

/** Statements that nobody waits for any more. */
const sleeping = () =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      "select count(*)::int from pg_stat_activity where query ~ 'pg_sleep' and state = 'active' and pid <> pg_backend_pid() and datname = current_database()",
    );
    return rows[0]?.count;
  });

describe("a stack's life", () => {
  test("create, update, and back to the old bundle: the database stays ahead", async () => {
    await deployed(FIRST);
    const created = await resource.create();
    expect(created.answer).toMatchObject({
      Status: "SUCCESS",
      PhysicalResourceId: "migrations-51af3dc0-da77-11e4-872e-1234567db123-Migrations",
      Data: { Applied: "1" },
    });
    await deployed(SECOND);
    expect((await resource.update({ digest: "2" })).answer).toMatchObject({
      Status: "SUCCESS",
      Data: { Applied: "1" },
    });
    expect(await applied()).toEqual(["001", "002"]);
    const old = await deployed(FIRST);
    expect((await resource.update({ digest: "1" })).answer).toMatchObject({
      Status: "SUCCESS",
      Data: { Applied: "0", Ahead: "1" },
    });
    expect(old.log()).toContain("the database is ahead of this bundle and stays so: it has 002_teams");
    expect(await applied()).toEqual(["001", "002"]);
    const refused = (await resource.update({ digest: "0", whenAhead: "fail" })).answer;
    expect(refused).toMatchObject({ Status: "FAILED", Reason: expect.stringMatching(/^MISSING: 002_teams/) });
  });

  test("what expands runs before what contracts, whatever the numbers say", async () => {
    await deployed({
      "migrations/001_users.sql": "create table users (id int, old int);\n",
      "migrations/002_drop.sql": "-- Phase: contract\nalter table users drop column old;\n",
      "migrations/003_add.sql": "alter table users add column new int;\n",
    });
    expect((await resource.create({ phase: "expand" })).answer?.Data).toMatchObject({ Applied: "2" });
    expect(await applied()).toEqual(["001", "003"]);
    expect((await resource.update({ phase: "contract" })).answer?.Data).toMatchObject({ Applied: "1" });
  });

  test("an update that fails says why, shortly, and can be rolled back", async () => {
    await deployed(FIRST);
    await resource.create();
    await deployed(BROKEN);
    const { answer } = await resource.update();
    const [line, ...rest] = String(answer?.Reason).split("\n");
    expect(answer?.Status).toBe("FAILED");
    expect(line).toBe("MIGRATION_FAILED: 002_teams failed at step 2 of 2: division by zero (22012)");
    expect(rest.join("\n")).toContain("logs: /aws/lambda/migrations");
    await deployed(FIRST);
    expect((await resource.update()).answer).toMatchObject({ Status: "SUCCESS", Data: { Ahead: "1" } });
  });

  test("a delete succeeds where there is no database, whatever id it has", async () => {
    const nowhere = { environment: { DATABASE_URL: "postgresql://127.0.0.1:1/gone" } };
    await deployed(FIRST, nowhere);
    expect((await resource.create()).answer?.Reason).toMatch(/^CONNECT: /);
    expect((await resource.delete("invented-by-cloudformation")).answer).toMatchObject({
      Status: "SUCCESS",
      PhysicalResourceId: "invented-by-cloudformation",
    });
  });

  test("what PostgreSQL says at length fits into an answer", async () => {
    await deployed({
      "migrations/001_loud.sql": "do $$ begin raise exception '%', repeat('ä', 20000); end $$;\n",
    });
    const { answer } = await resource.create();
    expect(answer?.Status).toBe("FAILED");
    expect(Buffer.byteLength(String(answer?.Reason?.split("\n")[0]))).toBeLessThanOrEqual(200);
    expect(answer?.Reason).toMatch(/ä… \(P0001\)\n/);
  });
});

describe("a step that no invocation has the time for", () => {
  test("is not tried for ever", async () => {
    await deployed({ "migrations/001_slow.sql": "select pg_sleep(9);\n" }, { timeoutMs: 2_000 });
    expect((await resource.create()).answer).toMatchObject({
      Status: "FAILED",
      Reason: expect.stringMatching(
        /^TOO_LONG: step 1 of 1 of 001_slow takes longer than the 2 s of this function\n/,
      ),
    });
    expect(await sleeping()).toBe(0);
  });
});

describe("between function and stack", () => {
  test("the same event twice, at the same time, runs each migration once", async () => {
    const files = { "migrations/001_slow.sql": "create table t (x int);\nselect pg_sleep(0.5);\n" };
    await deployed(files);
    const other: EmulatedFunction = await functionOf(await bundled(files), {
      environment: { DATABASE_URL: url, ...resource.environment },
    });
    const both = await resource.createTwice(other);
    expect(both.map(({ answer, deliveries }) => [answer?.Status, deliveries])).toEqual([
      ["SUCCESS", 1],
      ["SUCCESS", 1],
    ]);
    expect(both.map(({ answer }) => answer?.Data?.Applied).sort()).toEqual(["0", "1"]);
  });

  test("a process that ends before it answers is asked again, and finds the work done", async () => {
    const mark = join(folderOf({}), "ended");
    await deployed(
      {
        ...SECOND,
        "godwit.config.mjs": `import { existsSync, writeFileSync } from "node:fs";
export default { hooks: { afterUp() {
  if (existsSync(process.env.MARK)) return;
  writeFileSync(process.env.MARK, "");
  process.kill(process.pid, "SIGKILL");
} } };\n`,
      },
      { environment: { MARK: mark } },
    );
    expect(await resource.create()).toMatchObject({
      answer: { Status: "SUCCESS", Data: { Applied: "0" } },
      deliveries: 2,
      failures: ["Runtime.ExitError"],
    });
    expect(await applied()).toEqual(["001", "002"]);
  });

  test("an answer that cannot be put is tried again, five times for each of three deliveries", async () => {
    await deployed(FIRST);
    resource.refusals.push(503, 503, 503, 503, 503, 503, 503);
    const { answer, deliveries, failures } = await resource.create();
    expect([answer?.Status, deliveries, failures]).toEqual(["SUCCESS", 2, ["GodwitError"]]);
  });

  test.skipIf(!hasClient)(
    "work that is longer than an invocation goes on in others, and is answered once",
    async () => {
      const series = Array.from(
        { length: 12 },
        () => "insert into t select 1 from (select pg_sleep(0.4)) s;\n",
      );
      const files = {
        "migrations/001_t.sql": "create table t (x int);\n",
        "migrations/002_series.sql": `-- Transaction: none\n${series.join("")}`,
      };
      await deployed(files, { timeoutMs: 5_000 });
      expect(await resource.create()).toMatchObject({ answer: { Status: "SUCCESS" }, failures: [] });
      expect(resource.invocations()).toBeGreaterThanOrEqual(1);
      await withClient(url, async (client) => {
        expect((await client.query("select count(*)::int from t")).rows).toEqual([{ count: 12 }]);
      });
    },
  );

  test.skipIf(!hasClient)(
    "without the right to go on the stack hears what is missing, not an hour of silence",
    async () => {
      await deployed(
        { "migrations/001_series.sql": `-- Transaction: none\n${"select pg_sleep(0.3);\n".repeat(12)}` },
        { timeoutMs: 3_000 },
      );
      resource.mayInvoke = false;
      const { answer } = await resource.create();
      expect(answer?.Status).toBe("FAILED");
      expect(answer?.Reason).toContain("allow the function lambda:InvokeFunction on itself");
    },
  );
});
