// Other migration tools from npm, installed when a benchmark first asks: how each is called, and its form of a file.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { cache, root } from "./sources.mjs";
import { folderOf, godwitFiles, numberOf } from "./workload.mjs";

const VERSIONS = {
  dbmate: "2.36.0",
  knex: "3.3.0",
  "node-pg-migrate": "9.0.0",
  pg: "8.23.1",
  "squawk-cli": "2.66.0",
};
const packages = join(cache, "node_modules");

/** Godwit's command line, as built. */
export const godwit = join(root, "dist", "cli", "main.js");

function install() {
  const wanted = JSON.stringify({ name: "bench-peers", private: true, dependencies: VERSIONS }, null, 2);
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, "package.json"), wanted);
  if (Object.keys(VERSIONS).every((name) => installed(name) === VERSIONS[name])) return;
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock"], {
    cwd: cache,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
}

function installed(name) {
  const file = join(packages, name, "package.json");
  return existsSync(file) ? createRequire(file)(file).version : null;
}

/** Each with a folder of the same migrations; `migrate(url)` is the process that applies what is pending. */
export function peers(texts) {
  install();
  return [ofGodwit(texts), ofDbmate(texts), ofKnex(texts), ofNodePgMigrate(texts)];
}

/** The script that npm puts on the PATH. */
export function squawk() {
  install();
  return join(packages, "squawk-cli", "js", "bin", "squawk");
}

export function ofGodwit(texts) {
  const cwd = folderOf(godwitFiles(texts));
  return {
    name: "godwit",
    cwd,
    migrate: (url) => ({
      command: process.execPath,
      args: [godwit, "up"],
      cwd,
      env: { DATABASE_URL: url },
    }),
  };
}

/** The Go binary itself, without the npm package's wrapper in Node. */
function ofDbmate(texts) {
  const cwd = folderOf(
    texts.map((text, index) => [
      `migrations/${numberOf(index)}_change.sql`,
      `-- migrate:up\n${text}-- migrate:down\n`,
    ]),
  );
  const command = join(packages, "@dbmate", `${process.platform}-${process.arch}`, "bin", "dbmate");
  const flags = ["--no-dump-schema", "--migrations-dir", "migrations", "migrate"];
  return {
    name: "dbmate",
    cwd,
    migrate: (url) => ({ command, args: flags, cwd, env: { DATABASE_URL: url } }),
  };
}

function ofKnex(texts) {
  const files = texts.map((text, index) => [
    `migrations/${numberOf(index)}_change.cjs`,
    `exports.up = (knex) => knex.raw(${JSON.stringify(text)});\nexports.down = () => {};\n`,
  ]);
  const cwd = folderOf([
    ...files,
    [
      "knexfile.cjs",
      'module.exports = { client: "pg", connection: process.env.DATABASE_URL, migrations: { directory: "migrations", loadExtensions: [".cjs"] } };\n',
    ],
  ]);
  symlinkSync(packages, join(cwd, "node_modules"), "junction");
  const args = [join(packages, "knex", "bin", "cli.js"), "--knexfile", "knexfile.cjs", "migrate:latest"];
  return {
    name: "knex",
    cwd,
    migrate: (url) => ({ command: process.execPath, args, cwd, env: { DATABASE_URL: url } }),
  };
}

/** Its own default is one transaction for all: told to use one each, as the others do. */
function ofNodePgMigrate(texts) {
  const cwd = folderOf(
    texts.map((text, index) => [
      `migrations/${1_700_000_000_000 + index}_change.sql`,
      `-- Up Migration\n${text}`,
    ]),
  );
  symlinkSync(packages, join(cwd, "node_modules"), "junction");
  const cli = join(packages, "node-pg-migrate", "bin", "node-pg-migrate.js");
  const args = [
    cli,
    "up",
    "--migrations-dir",
    "migrations",
    "--no-single-transaction",
    "--log-level",
    "warn",
  ];
  return {
    name: "node-pg-migrate",
    cwd,
    migrate: (url) => ({ command: process.execPath, args, cwd, env: { DATABASE_URL: url } }),
  };
}

/** One file with BEGIN and COMMIT around each migration; null where there is no psql. */
export function psql(texts) {
  try {
    execFileSync("psql", ["--version"], { stdio: "ignore" });
  } catch {
    return null;
  }
  const cwd = folderOf([["all.sql", texts.map((text) => `begin;\n${text}commit;\n`).join("")]]);
  const args = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "all.sql"];
  return {
    name: "psql",
    cwd,
    migrate: (url) => ({ command: "psql", args: [...args, "-d", url], cwd }),
  };
}
