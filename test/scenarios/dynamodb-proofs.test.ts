// The example of a league's permission matrix: init and migration together, proved, planned, applied, compared, in order.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { hasEmulator, startEmulator } from "../dynamodb/emulator.ts";
import { application, createTable } from "../dynamodb/tables.ts";
import { folderOf } from "../support/folder-of.ts";
import { godwit } from "../support/godwit.ts";
import { root } from "../support/root.ts";

const MIGRATION = "migrations/001_add_payment_permissions.ts";

interface Verified {
  readonly parity: { readonly verdict: string; readonly evidence: string };
}

describe.skipIf(!hasEmulator)("a league whose permissions grow", () => {
  test("is told that its init was forgotten, then proved, planned, applied on dev and prod, and without drift", async () => {
    const emulator = await startEmulator();
    onTestFinished(() => emulator.stop());
    const cwd = folderOf({});
    cpSync(join(root, "examples/league"), cwd, { recursive: true });
    const init = readFileSync(join(cwd, "dynamodb/init.ts"), "utf8");
    const migration = readFileSync(join(cwd, MIGRATION), "utf8");
    const before = init.replace(/^ *view_payment_history: \{[\s\S]*?^ {8}\},\n/m, "");
    expect(before).not.toBe(init);
    // The last release: without the permission, in init as in the tables.
    rmSync(join(cwd, MIGRATION));
    writeFileSync(join(cwd, "dynamodb/init.ts"), before);
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=ada", "-c", "user.email=ada@example.org", ...args], { cwd });
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "-m", "release");
    git("tag", "v1");
    const permissions = {
      edit_team: { resource_type: "team", roles: { admin: { allowed: true, phases: ["all"] } } },
    };
    const apps = [];
    for (const table of ["league-dev", "league-prod"]) {
      await createTable(emulator.endpoint, table);
      const app = await application(emulator.endpoint, table);
      onTestFinished(() => app.close());
      await app.put({ PK: "CONFIG", SK: "PERMISSION_MATRIX", permissions });
      await app.put({ PK: "CONFIG", SK: "SYSTEM", season: 2026 });
      apps.push(app);
    }
    writeFileSync(join(cwd, MIGRATION), migration);
    const env = { DYNAMODB_ENDPOINT: emulator.endpoint };
    const run = (stage: string, ...args: string[]) =>
      godwit([...args, "--env", stage, "--json"], { cwd, env });

    const forgotten = await run("dev", "verify", "--base", "v1");
    expect(forgotten, forgotten.stderr).toMatchObject({ status: 3 });
    expect(forgotten.json<Verified>().parity).toEqual({
      verdict: "fail",
      evidence: "CONFIG/PERMISSION_MATRIX: +permissions.view_payment_history",
    });
    writeFileSync(join(cwd, "dynamodb/init.ts"), init);
    const proved = await run("dev", "verify", "--base", "v1");
    expect(proved, proved.stdout).toMatchObject({ status: 0 });
    expect(proved.json<Verified>().parity).toMatchObject({ verdict: "pass" });
    expect((await run("dev", "verify")).status).toBe(2);

    expect((await run("dev", "drift")).json()).toMatchObject({
      differences: [{ item: "CONFIG/PERMISSION_MATRIX", places: ["-permissions.view_payment_history"] }],
    });
    expect((await run("dev", "plan")).json()).toMatchObject({
      migrations: [{ items: [{ what: "update CONFIG/PERMISSION_MATRIX", changed: 1 }] }],
    });
    for (const [index, stage] of ["dev", "prod"].entries()) {
      const applied = await run(stage, "up");
      expect(applied, applied.stderr).toMatchObject({ status: 0 });
      expect(await run(stage, "drift")).toMatchObject({ status: 0 });
      expect(await apps[index]?.get("CONFIG", "PERMISSION_MATRIX")).toMatchObject({
        permissions: { ...permissions, view_payment_history: { resource_type: "payment" } },
        updated_by: "migration:001_add_payment_permissions",
      });
    }
  });

  test("is installed afresh, grows on both sides, and lets go of what dev and prod have, by its Makefile", async () => {
    const emulator = await startEmulator();
    onTestFinished(() => emulator.stop());
    const cwd = folderOf({
      // As npm puts it on the path.
      "bin/npx": `#!/bin/sh\nshift\nexec ${process.execPath} ${join(root, "dist/cli/main.js")} "$@"\n`,
    });
    chmodSync(join(cwd, "bin/npx"), 0o755);
    cpSync(join(root, "examples/league"), cwd, { recursive: true });
    symlinkSync(join(root, "node_modules"), join(cwd, "node_modules"));
    const env = {
      PATH: `${join(cwd, "bin")}:${process.env.PATH}`,
      DYNAMODB_ENDPOINT: emulator.endpoint,
    };
    const make = (...args: string[]) =>
      spawnSync("make", ["--no-print-directory", ...args], { cwd, env, encoding: "utf8" });
    const told = ({ stdout, stderr }: ReturnType<typeof make>) => stdout + stderr;
    for (const table of ["league-dev", "league-prod"]) await createTable(emulator.endpoint, table);

    const installed = make("db-install", "ENV=dev");
    expect(told(installed)).toContain("applied init");
    expect(installed.status).toBe(0);
    expect(told(make("db-drift", "ENV=dev"))).toContain("no drift");
    const early = make("db-retire", "VERSION=001");
    expect(early.status).not.toBe(0);
    expect(told(early)).toContain("prod: does not have 001_add_payment_permissions");

    expect(make("db-install", "ENV=prod").status).toBe(0);
    const item = make("db-item", "NAME=limits", "ITEM=CONFIG/LIMITS");
    expect(told(item)).toContain("wrote CONFIG/LIMITS into dynamodb/init.ts");
    const unwritten = make("-o", "db-verify", "db-migrate", "ENV=dev");
    expect(told(unwritten)).toContain("002_limits is not written yet");
    const file = join(cwd, "migrations/002_limits.ts");
    const migration = readFileSync(file, "utf8");
    writeFileSync(file, migration.replace(/^.*(?:throw new Error|Goes when).*\n/gm, ""));
    for (const stage of ["dev", "prod"]) {
      const applied = make("-o", "db-verify", "db-migrate", `ENV=${stage}`, "MIGRATION=002_limits");
      expect(applied.status, told(applied)).toBe(0);
    }
    const gone = make("db-retire", "VERSION=001");
    expect(told(gone)).toContain("deleted migrations/001_add_payment_permissions.ts");
    expect(existsSync(join(cwd, MIGRATION))).toBe(false);
    const status = await godwit(["status", "--env", "prod", "--json"], { cwd, env });
    expect(status.json()).toMatchObject({
      migrations: [
        { version: "001", standing: "retired" },
        { version: "002", standing: "applied" },
      ],
    });
  }, 60_000);
});
