// Settings: precedence, origins, and what is refused, with real files in a temporary folder.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GodwitError } from "../core/errors.ts";
import { type LoadOptions, loadSettings } from "./load-settings.ts";
import type { Target } from "./settings.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "godwit settings "));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: unknown): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content, null, 2));
}

function load(options: Partial<LoadOptions> = {}) {
  return loadSettings({ cwd: folder, variables: {}, ...options });
}

/** What the function behind a target answers. */
async function ask(target: Target | undefined): Promise<string> {
  if (typeof target?.value !== "function") throw new Error("there is no function to ask");
  return target.value();
}

async function failure(options: Partial<LoadOptions> = {}): Promise<GodwitError> {
  const error = await load(options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GodwitError);
  return error as GodwitError;
}

describe("without a configuration", () => {
  it("has the defaults, and no database means the embedded one", async () => {
    const settings = await load();
    expect(settings).toMatchObject({
      root: folder,
      migrations: [join(folder, "migrations")],
      history: { schema: "public", table: "schema_migrations" },
      order: "strict",
      numbering: "sequence",
      transaction: "each",
      lockTimeoutMs: 2_000,
      lockBudgetMs: 600_000,
      statementTimeoutMs: 0,
      waitMs: 60_000,
      leaseMs: 30_000,
      protected: false,
      placeholders: {},
    });
    expect(settings.url).toBeUndefined();
    expect(settings.origins.lockTimeout).toEqual({ value: "2s", origin: "default" });
  });

  it.each(["PGHOST", "PGSERVICE", "PGHOSTADDR", "PGDATABASE"])("%s means a server", async (name) => {
    expect((await load({ variables: { [name]: "x" } })).url).toEqual({
      value: "postgresql://",
      origin: name,
    });
  });

  it("an empty variable is no variable", async () => {
    expect((await load({ variables: { DATABASE_URL: "", GODWIT_WAIT: "" } })).url).toBeUndefined();
  });

  it("an environment needs a file", async () => {
    expect((await failure({ environment: "prod" })).code).toBe("ENVIRONMENT_UNKNOWN");
  });
});

describe("precedence", () => {
  beforeEach(() => {
    write("godwit.config.json", {
      lockTimeout: "3s",
      wait: 5_000,
      migrations: ["a", "b"],
      placeholders: { appRole: "app", other: "x" },
      environments: {
        prod: {
          lockTimeout: "4s",
          url: "postgres://u:secret@prod/db",
          placeholders: { appRole: "prod_app" },
        },
        empty: {},
      },
      databases: {
        billing: { migrations: "billing/migrations", environments: { prod: { lockTimeout: "6s" } } },
      },
    });
  });
  const flags = { lockTimeout: { flag: "--lock-timeout", value: "9s" } };
  const variables = { GODWIT_LOCK_TIMEOUT: "8s" };

  it.each([
    ["flag", { flags, variables, environment: "prod" }, 9_000, "--lock-timeout"],
    ["variable", { variables, environment: "prod" }, 8_000, "GODWIT_LOCK_TIMEOUT"],
    ["environment", { environment: "prod" }, 4_000, "godwit.config.json: environments.prod"],
    [
      "database's environment",
      { environment: "prod", database: "billing" },
      6_000,
      "godwit.config.json: databases.billing.environments.prod",
    ],
    ["file", { database: "billing" }, 3_000, "godwit.config.json"],
  ])("%s", async (_layer, options, ms, origin) => {
    const settings = await load(options);
    expect(settings.lockTimeoutMs).toBe(ms);
    expect(settings.origins.lockTimeout?.origin).toBe(origin);
  });

  it("url: flag, GODWIT_URL, DATABASE_URL, file", async () => {
    const environment = "prod";
    const given = { GODWIT_URL: "postgres://two/db", DATABASE_URL: "postgres://three/db" };
    const url = { flag: "--url", value: "postgres://one/db" };
    const all = await load({ environment, variables: given, flags: { url } });
    expect(all.url).toEqual({ value: "postgres://one/db", origin: "--url" });
    expect((await load({ environment, variables: given })).url?.value).toBe("postgres://two/db");
    const hosted = await load({ environment, variables: { DATABASE_URL: "postgres://three/db" } });
    expect(hosted.url?.origin).toBe("DATABASE_URL");
    expect(hosted.notes).toEqual([
      "DATABASE_URL is used, not the url of godwit.config.json: environments.prod",
    ]);
    const file = await load({ environment });
    expect(file.url?.value).toBe("postgres://u:secret@prod/db");
    expect(file.origins.url?.value).toBe("postgres://u:***@prod/db");
    expect(JSON.stringify(file.origins)).not.toContain("secret");
  });

  it("an environment without a url never falls back to the embedded server", async () => {
    const { url, origins } = await load({ environment: "empty" });
    expect(origins.url).toEqual({ value: null, origin: "godwit.config.json: environments.empty" });
    await expect(ask(url)).rejects.toMatchObject({ code: "NO_DATABASE" });
  });

  it("the environment may come from a variable", async () => {
    expect((await load({ variables: { GODWIT_ENV: "prod" } })).lockTimeoutMs).toBe(4_000);
  });

  it("placeholders are merged, and each has a variable", async () => {
    const settings = await load({ environment: "prod", variables: { GODWIT_PLACEHOLDERS_OTHER: "y" } });
    expect(settings.placeholders).toEqual({ appRole: "prod_app", other: "y" });
    expect(settings.origins["placeholders.other"]?.origin).toBe("GODWIT_PLACEHOLDERS_OTHER");
    expect(settings.notes).toEqual([]);
  });

  it("folders: of the file from the file, of a flag from here", async () => {
    mkdirSync(join(folder, "sub"));
    const cwd = join(folder, "sub");
    expect((await load({ cwd })).migrations).toEqual([join(folder, "a"), join(folder, "b")]);
    const migrations = { flag: "--dir", value: "c" };
    expect((await load({ cwd, flags: { migrations } })).migrations).toEqual([join(cwd, "c")]);
    expect((await load({ cwd, variables: { GODWIT_DIR: "d, e" } })).migrations).toEqual([
      join(folder, "d"),
      join(folder, "e"),
    ]);
  });

  it("names the environments there are, and suggests", async () => {
    const error = await failure({ environment: "prd" });
    expect(error.code).toBe("ENVIRONMENT_UNKNOWN");
    expect(error.hint).toBe("did you mean prod? the environments are: prod, empty");
    expect((await failure({ database: "bill" })).hint).toContain("billing");
  });
});

describe("what is refused or told", () => {
  it("a variable's bad value, with the variable's name", async () => {
    const error = await failure({ variables: { GODWIT_LOCK_TIMEOUT: "soon" } });
    expect(error.message).toContain('lockTimeout is "soon" (from GODWIT_LOCK_TIMEOUT)');
    expect((await failure({ variables: { GODWIT_ORDER: "loose" } })).message).toContain('"strict" or "any"');
    expect((await failure({ variables: { GODWIT_PROTECTED: "maybe" } })).message).toContain("true or false");
  });

  it("a misspelt variable", async () => {
    expect((await load({ variables: { GODWIT_LOCKTIMEOUT: "2s" } })).notes).toEqual([
      "the variable GODWIT_LOCKTIMEOUT means nothing to Godwit; did you mean GODWIT_LOCK_TIMEOUT?",
    ]);
  });

  it("settings that nothing acts on yet are listed", async () => {
    write("godwit.config.json", { notify: [], environments: { prod: { after: "dev", url: "x" } } });
    expect((await load()).unused).toEqual(["notify"]);
    const prod = await load({ environment: "prod" });
    expect(prod.unused).toEqual(["notify", "after"]);
    expect(prod.notes).toEqual(["this version does not act on after, set in godwit.config.json"]);
  });

  it("hooks and functions of a module", async () => {
    write(
      "godwit.config.ts",
      `import { defineConfig } from "godwit";
       enum Mode { on = 1 }
       export default defineConfig({
         wait: Mode.on,
         hooks: { afterUp() {} },
         environments: { a: { url: () => "postgres://x:y@h/d" }, b: { url: () => { throw new Error("no vault") } } },
       });`,
    );
    const a = await load({ environment: "a" });
    expect(a.waitMs).toBe(1);
    expect(a.hooks.afterUp).toBeTypeOf("function");
    expect(a.origins.hooks).toEqual({ value: ["afterUp"], origin: "godwit.config.ts" });
    expect(a.origins.url?.value).toBe("(a function, asked when needed)");
    await expect(ask(a.url)).resolves.toBe("postgres://x:y@h/d");
    const b = await load({ environment: "b" });
    await expect(ask(b.url)).rejects.toThrow("no vault");
  });
});
