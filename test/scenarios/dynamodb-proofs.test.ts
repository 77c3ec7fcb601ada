// The workflow of the configuration seed from the command line: init and migration together, proved, applied, compared.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { hasEmulator, startEmulator } from "../dynamodb/emulator.ts";
import { application, createTable } from "../dynamodb/tables.ts";
import { folderOf } from "../support/folder-of.ts";
import { godwit } from "../support/godwit.ts";

const INIT = `import { dynamo } from "godwit";
export default dynamo({
  async init(ctx) {
    await ctx.put({ PK: "CONFIG", SK: "PERMISSION_MATRIX", permissions: { edit_team: { roles: ["admin"] } } });
  },
});
`;
const MIGRATION = `import { dynamo } from "godwit";
export default dynamo({
  async up(ctx) {
    await ctx.config("CONFIG", "PERMISSION_MATRIX").update((matrix) => {
      matrix.permissions.view_payments = { roles: ["admin"] };
      return matrix;
    });
  },
});
`;

interface Verified {
  readonly parity: { readonly verdict: string; readonly evidence: string };
}

describe.skipIf(!hasEmulator)("a league whose permissions grow", () => {
  test("is told that its init was forgotten, then proved, planned, applied and without drift", async () => {
    const emulator = await startEmulator();
    onTestFinished(() => emulator.stop());
    await createTable(emulator.endpoint, "league");
    const dynamodb = {
      table: "league",
      endpoint: emulator.endpoint,
      init: "init.mjs",
      updatedBy: "updated_by",
    };
    const cwd = folderOf({
      "godwit.config.json": JSON.stringify({ environments: { dev: { dynamodb } } }),
      "init.mjs": INIT,
      "migrations/.gitkeep": "",
    });
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=ada", "-c", "user.email=ada@example.org", ...args], { cwd });
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "-m", "release");
    git("tag", "v1");
    const app = await application(emulator.endpoint, "league");
    onTestFinished(() => app.close());
    const permissions = { edit_team: { roles: ["admin"] } };
    await app.put({ PK: "CONFIG", SK: "PERMISSION_MATRIX", permissions });
    writeFileSync(join(cwd, "migrations/001_view_payments.mjs"), MIGRATION);
    const run = (...args: string[]) => godwit([...args, "--env", "dev", "--json"], { cwd });

    const forgotten = await run("verify", "--base", "v1");
    expect(forgotten, forgotten.stderr).toMatchObject({ status: 3 });
    expect(forgotten.json<Verified>().parity).toEqual({
      verdict: "fail",
      evidence: "CONFIG/PERMISSION_MATRIX: +permissions.view_payments",
    });
    const init = readFileSync(join(cwd, "init.mjs"), "utf8");
    writeFileSync(
      join(cwd, "init.mjs"),
      init.replace("{ edit_team:", '{ view_payments: { roles: ["admin"] }, edit_team:'),
    );
    const proved = await run("verify", "--base", "v1");
    expect(proved, proved.stdout).toMatchObject({ status: 0 });
    expect(proved.json<Verified>().parity.verdict).toBe("pass");
    expect((await run("verify")).status).toBe(2);

    expect((await run("drift")).json()).toMatchObject({
      differences: [{ item: "CONFIG/PERMISSION_MATRIX", places: ["-permissions.view_payments"] }],
    });
    expect((await run("plan")).json()).toMatchObject({
      migrations: [{ items: [{ what: "update CONFIG/PERMISSION_MATRIX", changed: 1 }] }],
    });
    expect((await run("up")).status).toBe(0);
    expect(await run("drift")).toMatchObject({ status: 0 });
    expect(await app.get("CONFIG", "PERMISSION_MATRIX")).toMatchObject({
      permissions: { ...permissions, view_payments: { roles: ["admin"] } },
      updated_by: "migration:001_view_payments",
    });
  });
});
