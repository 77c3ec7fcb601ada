// The package as a newcomer gets it: packed, installed into an empty folder, and used without a network.
import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cleanEnvironment } from "./support/godwit.ts";
import { root } from "./support/root.ts";

const run = promisify(execFile);
const npm = process.platform === "win32" ? "npm.cmd" : "npm";
const shell = process.platform === "win32";

let home = "";
let project = "";
/** Nothing answers there: what needs the registry fails. */
const offline = () => ({
  ...cleanEnvironment(),
  HOME: home,
  npm_config_registry: "http://127.0.0.1:1",
  npm_config_cache: join(home, "empty-cache"),
});

const godwit = async (...words: readonly string[]) => {
  const bin = join(project, "node_modules/.bin", shell ? "godwit.cmd" : "godwit");
  const { stdout, stderr } = await run(bin, words, { cwd: project, env: offline(), shell });
  return `${stdout}${stderr}`;
};

beforeAll(async () => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "godwit-package-")));
  const stage = join(home, "stage");
  mkdirSync(stage);
  for (const name of ["package.json", "README.md", "LICENSE"]) cpSync(join(root, name), join(stage, name));
  await run(process.execPath, [join(root, "scripts/build.mjs"), "--out", join(stage, "dist")]);
  const packed = await run(npm, ["pack", "--json", "--ignore-scripts", "--pack-destination", home], {
    cwd: stage,
    shell,
  });
  const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }];
  project = join(home, "project");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "name": "newcomer", "private": true, "type": "module" }\n');
  const flags = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  await run(npm, ["install", ...flags, `../${filename}`], { cwd: project, shell });
}, 300_000);

afterAll(async () => {
  await godwit("db", "stop").catch(() => "never started");
  rmSync(home, { recursive: true, force: true });
});

describe("the installed package", () => {
  it("holds what it needs and nothing else", () => {
    const folder = join(project, "node_modules/godwit");
    expect(readdirSync(folder).sort()).toEqual(["LICENSE", "README.md", "dist", "package.json"]);
    const files = readdirSync(join(folder, "dist"), { recursive: true, encoding: "utf8" });
    expect(files).toContain("THIRD-PARTY-NOTICES");
    expect(files.filter((name) => /\.(?:map|test\.d\.ts)$/.test(name))).toEqual([]);
    for (const name of files.filter((name) => /\.(?:js|d\.ts)$/.test(name))) {
      const text = readFileSync(join(folder, "dist", name), "utf8");
      expect(text.includes(root), `${name} tells of ${root}`).toBe(false);
      expect(text).not.toContain("sourceMappingURL");
    }
    const notices = readFileSync(join(folder, "dist/THIRD-PARTY-NOTICES"), "utf8");
    for (const bundled of ["commander", "pg", "pgpass", "valibot"])
      expect(notices).toMatch(new RegExp(`^${bundled} \\d`, "m"));
  });

  it("says where its types and its entry are, and both are there", () => {
    const folder = join(project, "node_modules/godwit");
    const { exports, bin, files, dependencies } = JSON.parse(
      readFileSync(join(folder, "package.json"), "utf8"),
    );
    for (const path of [exports["."].types, exports["."].default, bin.godwit]) {
      expect(() => readFileSync(join(folder, path))).not.toThrow();
    }
    expect(Object.keys(exports["."])).toEqual(["types", "default"]);
    expect(files).toContain("dist");
    for (const [name, range] of Object.entries(dependencies)) expect(range, name).toMatch(/^\^?\d/);
  });

  it.each([
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ])("has types that resolve under module %s, resolution %s", async (module, moduleResolution) => {
    writeFileSync(join(project, "consumer.ts"), CONSUMER);
    const compilerOptions = {
      module,
      moduleResolution,
      strict: true,
      noEmit: true,
      target: "es2022",
      types: [],
    };
    writeFileSync(
      join(project, "tsconfig.json"),
      JSON.stringify({ compilerOptions, files: ["consumer.ts"] }),
    );
    const compiler = createRequire(import.meta.url).resolve("typescript/package.json");
    const { stdout } = await run(process.execPath, [join(dirname(compiler), "bin/tsc"), "-p", "."], {
      cwd: project,
    }).catch((error: { stdout: string }) => error);
    expect(stdout).toBe("");
  });

  it("runs a project from nothing, without a network", async () => {
    expect(await godwit("init")).toContain("next: godwit new add_users");
    expect(await godwit("new", "add_users")).toContain("wrote migrations/001_add_users.sql");
    writeFileSync(
      join(project, "migrations/001_add_users.sql"),
      "create table users (id bigint primary key, name text);\n",
    );
    writeFileSync(join(project, "migrations/001_add_users_rollback.sql"), "drop table users;\n");
    expect(await godwit("up")).toContain("applied 001_add_users");
    expect(await godwit("status")).toContain("1 applied");
    await godwit("new", "fill_users", "--ts");
    writeFileSync(join(project, "migrations/002_fill_users.ts"), MODULE);
    expect(await godwit("up")).toContain("filled 3 users");
    expect(await godwit("redo")).toContain("applied 002_fill_users");
    expect(await godwit("down", "--count", "2")).toContain("reverted 2 migrations");
    expect(await godwit("db", "start")).toContain("running");
    expect(await godwit("db", "url")).toMatch(/^postgresql:\/\/\S+\n$/);
    expect(await godwit("db", "stop")).toBe("stopped\n");
    expect(await godwit("db", "reset", "--yes")).toContain("the embedded database is gone");
    expect(await godwit("up")).toContain("applied 2 migrations");
  });

  it("bundles what it runs, with nothing else installed", async () => {
    writeFileSync(join(project, "godwit.config.json"), '{ "migrations": "sql" }\n');
    mkdirSync(join(project, "sql"));
    writeFileSync(join(project, "sql/001_a.sql"), "select 1;\n");
    const said = await godwit("bundle", "--config", "godwit.config.json", "--out", "code.zip");
    expect(said).toContain("code.zip written: 1 migration");
    rmSync(join(project, "godwit.config.json"));
  });

  it("is a library that prints nothing and lets the process end", async () => {
    writeFileSync(join(project, "application.mjs"), APPLICATION);
    const { stdout, stderr } = await run(process.execPath, ["application.mjs"], {
      cwd: project,
      env: offline(),
    });
    expect({ stdout, stderr }).toEqual({ stdout: "2 applied\n", stderr: "" });
  });
});

const CONSUMER = `import { assertMigrated, check, defineConfig, down, GodwitError, migration, sql, status, up } from "godwit";
import { handler } from "godwit/lambda";
import type { Event, LoadProjectOptions, StatusDocument } from "godwit";

export const config = defineConfig({ order: "strict", lockTimeout: "2s" });
export default migration({
  async up({ sql, log, signal }) {
    const rows = await sql<{ id: number }>\`select id from \${sql.name("users")} where id > \${1}\`;
    if (!signal.aborted) log(String(rows[0]?.id));
  },
});
const heard: Event[] = [];
const options: LoadProjectOptions = { url: process.env["DATABASE_URL"], report: (event) => heard.push(event) };
declare const process: { env: Record<string, string | undefined> };
try {
  const { migrations } = await up({ ...options, to: "024" });
  const took: number = migrations.reduce((sum, { executionTimeMs }) => sum + executionTimeMs, 0);
  const found: StatusDocument = await status(options);
  await down({ count: took > 0 ? 1 : 2 });
  await assertMigrated({ wait: "1m" });
  for (const { message } of await check({ only: ["changed"] })) throw new Error(message + found.counts.pending);
} catch (error) {
  if (error instanceof GodwitError) throw new Error(error.code + error.hint + sql.name("x"));
  await handler({ action: "status" }, { getRemainingTimeInMillis: () => 1_000 });
}
`;

const MODULE = `import { migration } from "godwit";

export default migration({
  async up({ sql, log }) {
    const rows = await sql<{ id: string }>\`insert into users select id, 'user ' || id from generate_series(1, 3) id returning id\`;
    log(\`filled \${rows.length} users\`);
  },
  async down({ sql }) {
    await sql\`delete from users\`;
  },
});
`;

const APPLICATION = `import { assertMigrated, GodwitError, status, up } from "godwit";
await up();
await assertMigrated();
const { counts } = await status();
process.stdout.write(\`\${counts.applied} applied\\n\`);
try {
  await up({ url: "postgresql://127.0.0.1:1/nothing" });
} catch (error) {
  if (!(error instanceof GodwitError) || error.code !== "CONNECT") throw error;
}
`;
