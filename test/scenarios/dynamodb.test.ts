// A DynamoDB environment from the command line, on the embedded emulator: status, up, again, history, down.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { resetDynamodb, useDynamodb } from "../../src/servers/embedded-dynamodb.ts";
import { hasEmulator } from "../dynamodb/emulator.ts";
import { MATRIX, MATRIX_KEY } from "../dynamodb/permission-matrix.ts";
import { type Application, application, createTable } from "../dynamodb/tables.ts";
import { folderOf } from "../support/folder-of.ts";
import { godwit } from "../support/godwit.ts";
import { root } from "../support/root.ts";

const MIGRATION = `import { dynamo } from "godwit";

export default dynamo({
  async up(ctx) {
    await ctx.config("CONFIG", "PERMISSION_MATRIX").update((matrix) => {
      matrix.permissions.view_payment_history = { roles: { admin: { allowed: true } } };
      return matrix;
    });
  },
  async down(ctx) {
    await ctx.config("CONFIG", "PERMISSION_MATRIX").update((matrix) => {
      delete matrix.permissions.view_payment_history;
      return matrix;
    });
  },
});
`;

const config = (target: object) => JSON.stringify({ environments: { league: { dynamodb: target } } });

interface Standings {
  readonly migrations: readonly { readonly version: string; readonly standing: string }[];
}

describe.skipIf(!hasEmulator)("a DynamoDB environment", () => {
  async function league(): Promise<{ readonly cwd: string; readonly app: Application }> {
    const cwd = folderOf({
      "godwit.config.json": config({ table: "league", updatedBy: "updated_by" }),
      "migrations/001_add_payment_permissions.mjs": MIGRATION,
    });
    const folder = join(cwd, ".godwit", "dynamodb");
    const server = await useDynamodb({ folder, from: root });
    await createTable(server.endpoint, "league");
    const app = await application(server.endpoint, "league");
    onTestFinished(async () => {
      await app.close();
      await server.release();
      await resetDynamodb(folder);
    });
    await app.put(MATRIX);
    return { cwd, app };
  }

  test("goes up once and down again, and tells so", async () => {
    const { cwd, app } = await league();
    const run = async (...args: string[]) => {
      const result = await godwit([...args, "--env", "league", "--json"], { cwd });
      expect(result, result.stdout + result.stderr).toMatchObject({ status: 0 });
      return result.json<Standings>();
    };
    expect((await run("status")).migrations).toMatchObject([{ version: "001", standing: "pending" }]);
    expect((await run("up")).migrations).toMatchObject([{ version: "001" }]);
    expect(await app.get(...MATRIX_KEY)).toMatchObject({
      permissions: { edit_team: {}, view_payment_history: { roles: { admin: { allowed: true } } } },
      updated_by: "migration:001_add_payment_permissions",
    });
    expect((await run("status")).migrations).toMatchObject([{ version: "001", standing: "applied" }]);
    expect((await run("up")).migrations).toEqual([]);
    await run("history", "--verify");
    await run("doctor");
    expect((await run("down", "--yes")).migrations).toMatchObject([{ version: "001" }]);
    expect(await app.get(...MATRIX_KEY)).not.toHaveProperty("permissions.view_payment_history");
  });

  test("refuses a PostgreSQL migration, and a file that changed after it was applied", async () => {
    const { cwd } = await league();
    expect((await godwit(["up", "--env", "league"], { cwd })).status).toBe(0);
    const file = join(cwd, "migrations/001_add_payment_permissions.mjs");
    writeFileSync(file, `${MIGRATION}// edited\n`);
    expect((await godwit(["up", "--env", "league"], { cwd })).status).toBe(3);
    writeFileSync(file, MIGRATION);
    writeFileSync(join(cwd, "migrations/002_users.sql"), "create table users (id int);\n");
    const refused = await godwit(["up", "--env", "league", "--json"], { cwd });
    expect(refused.status).toBe(2);
    expect(refused.json()).toMatchObject({
      error: { code: "MODULE_INVALID", file: "migrations/002_users.sql" },
    });
  });

  test("says which package is missing where the AWS SDK is not installed", async () => {
    const { cwd } = await league();
    const hook = `export async function resolve(name, context, next) {
      if (name.startsWith("@aws-sdk/")) throw Object.assign(new Error("no " + name), { code: "ERR_MODULE_NOT_FOUND" });
      return next(name, context);
    }`;
    const hookUrl = `data:text/javascript,${encodeURIComponent(hook)}`;
    writeFileSync(
      join(cwd, "without-sdk.mjs"),
      `import { register } from "node:module"; register(${JSON.stringify(hookUrl)});`,
    );
    const env = { NODE_OPTIONS: `--import=${pathToFileURL(join(cwd, "without-sdk.mjs"))}` };
    const refused = await godwit(["status", "--env", "league", "--json"], { cwd, env });
    expect(refused.json()).toMatchObject({
      error: { code: "CONFIG_INVALID", hint: "run `npm install @aws-sdk/client-dynamodb`" },
    });
  });

  test("is not taken for the emulator when AWS is meant", async () => {
    const { cwd } = await league();
    writeFileSync(join(cwd, "godwit.config.json"), config({ table: "league", profile: "prod" }));
    const refused = await godwit(["status", "--env", "league", "--json"], { cwd });
    expect(refused.status).toBe(2);
    expect(refused.json()).toMatchObject({ error: { code: "CONFIG_INVALID" } });
  });
});
