// What a broken configuration file is told: the setting, the line, and what was probably meant.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GodwitError } from "../core/errors.ts";
import { checkConfig } from "./check-config.ts";
import { readConfig } from "./read-config.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "godwit-config-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function check(name: string, text: string) {
  writeFileSync(join(folder, name), text);
  const file = await readConfig(folder);
  if (!file) throw new Error("the file was not found");
  return checkConfig(file);
}

async function failure(name: string, text: string): Promise<GodwitError> {
  const error = await check(name, text).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GodwitError);
  return error as GodwitError;
}

describe("a configuration file", () => {
  it("may hold everything that the manual names", async () => {
    const config = await check(
      "godwit.config.mjs",
      `export default {
        migrations: "migrations", schema: { command: "prisma print" }, dump: "schema.sql",
        history: { schema: "public", table: "schema_migrations" },
        order: "any", numbering: "timestamp", transaction: "all",
        lockTimeout: "2s", lockBudget: "10m", statementTimeout: 0, wait: "60s", lease: "30s",
        role: "app_owner", placeholders: { appRole: "app" },
        hooks: { beforeUp() {}, afterEach() {}, afterUp() {}, onError() {} },
        shadow: "embedded",
        tenancy: { column: "tenant_id", setting: "app.tenant", exempt: { "core.tenants": "itself" } },
        owners: { "billing.*": "payments-team" }, rules: { "drop-column": "error" }, customRules: [],
        environments: {
          dev: { url: process.env.NOT_SET_ANYWHERE },
          prod: { url: () => "x", readUrl: "x", directUrl: "x", protected: true, after: "dev", backup: "dump",
            window: { when: "Sun 02:00-04:00 Europe/Berlin", over: "1m" }, approvals: { risk: "high", count: 1 },
            lastKnownGood: "last-known-good.json" },
          league: { dynamodb: { table: "t", region: "eu-central-1", account: "123456789012", profile: "p", endpoint: "e", init: "init.ts", migrations: "dynamodb", maxWcu: 500, withoutBackup: "a copy", managedBy: "terraform" } },
        },
        databases: { billing: { migrations: "billing/migrations" } },
        notify: [{}],
      };`,
    );
    expect(Object.keys(config)).toHaveLength(23);
  });

  it("with a slip in a key is told the key, the line and the suggestion", async () => {
    const error = await failure("godwit.config.json", '{\n  "order": "any",\n  "lockTimout": "2s"\n}\n');
    expect(error.message).toBe("godwit.config.json: lockTimout is not a setting (did you mean lockTimeout?)");
    expect(error.at).toEqual({
      file: "godwit.config.json",
      line: 3,
      column: 3,
      excerpt: '  "lockTimout": "2s"\n  ^',
    });
    expect(error.hint).toContain("write lockTimeout");
  });

  it("with a slip further down is told its path", async () => {
    const error = await failure("godwit.config.json", '{ "environments": { "prod": { "protcted": true } } }');
    expect(error.message).toContain("environments.prod.protcted is not a setting (did you mean protected?)");
  });

  it("with a key like nothing else is told what there is", async () => {
    const error = await failure("godwit.config.json", '{ "history": { "banana": 1 } }');
    expect(error.hint).toBe("settings here are: schema, table");
  });

  it.each([
    ['{ "order": "loose" }', 'order must be "strict" or "any"'],
    ['{ "lockTimeout": "soon" }', 'lockTimeout must be a duration such as "500ms", "2s" or "10m"'],
    ['{ "wait": -1 }', "wait must be a duration"],
    ['{ "hooks": { "afterUp": "echo" } }', "hooks.afterUp must be a function"],
    ['{ "environments": { "a": { "dynamodb": {} } } }', "environments.a.dynamodb.table is missing"],
    ['{ "environments": { "a": { "dynamodb": { "table": "t", "account": "12" } } } }', "twelve digits"],
    ['{ "role": "" }', "role must not be empty"],
    ["[]", "must hold an object"],
    ['{ "migrations": { "secret": 1 } }', "must be a folder, or a list of folders"],
    ['{ "databases": 1 }', "databases has a value that does not fit"],
  ])("%s is refused", async (text, message) => {
    const error = await failure("godwit.config.json", text);
    expect(error.code).toBe("CONFIG_INVALID");
    expect(error.message).toContain(message);
  });

  it("with several problems is told all of them", async () => {
    const error = await failure("godwit.config.json", '{ "order": "x", "waits": 1 }');
    expect(error.message).toContain("order must be");
    expect(error.message).toContain("did you mean wait?");
  });
});

describe("a file that cannot be loaded", () => {
  it.each([
    ["godwit.config.json", '{\n  "a": 1\n  "b": 2\n}', { line: 3, column: 3 }],
    ["godwit.config.ts", "export default {\n  a: 1,,\n};\n", { line: 2, column: 8 }],
    ["godwit.config.ts", 'import x from "not-installed-anywhere";\nexport default { x };\n', {}],
    ["godwit.config.js", "export const a = 1;\n", {}],
  ])("%s: %j", async (name, text, at) => {
    const error = await failure(name, text);
    expect(error.code).toBe("CONFIG_LOAD");
    expect(error.at).toMatchObject({ file: name, ...at });
  });

  it("names what is missing", async () => {
    const error = await failure(
      "godwit.config.ts",
      'import x from "not-installed";\nexport default { x };\n',
    );
    expect(error.message).toContain("not-installed");
  });
});
