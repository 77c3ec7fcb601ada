import { spawnSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { expect, test } from "vitest";
import { folderOf } from "../../test/support/folder-of.ts";
import { migration } from "./public-migration.ts";

const SAYS = "this is a Godwit migration; run it with `godwit up`\n";

/** The public `migration` as one plain module, in a folder with the given files beside it. */
function project(files: Readonly<Record<string, string>>): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(import.meta.dirname, "public-migration.ts")],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
  });
  return folderOf({ ...files, "godwit.mjs": outputFiles[0]?.text ?? "" });
}

function node(root: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  return { status, stdout, stderr };
}

const MIGRATION =
  'import { migration } from "./godwit.mjs";\nexport default migration({ async up() { console.log("ran") } });';

test("plain node says how to run a migration, and does nothing", () => {
  const root = project({ "001_a.mjs": MIGRATION, "it's (2) #ü/001 b.mjs": MIGRATION.replace("./", "../") });
  expect(node(root, "001_a.mjs")).toEqual({ status: 2, stdout: "", stderr: SAYS });
  expect(node(root, "it's (2) #ü/001 b.mjs")).toEqual({ status: 2, stdout: "", stderr: SAYS });
  expect(node(root, "--enable-source-maps", "./001_a.mjs")).toEqual({ status: 2, stdout: "", stderr: SAYS });
  symlinkSync("001_a.mjs", join(root, "link.mjs"));
  expect(node(root, "link.mjs")).toEqual({ status: 2, stdout: "", stderr: SAYS });
});

test("a program that imports a migration is not disturbed", () => {
  const root = project({
    "001_a.mjs": MIGRATION,
    "main.mjs": 'const { default: it } = await import("./001_a.mjs");\nawait it.up();',
  });
  expect(node(root, "main.mjs")).toEqual({ status: 0, stdout: "ran\n", stderr: "" });
  expect(node(root, "--input-type=module", "-e", 'import "./001_a.mjs"')).toEqual({
    status: 0,
    stdout: "",
    stderr: "",
  });
});

test("a test that makes a migration is not disturbed, nor is its stack trace", () => {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const up = async () => {};
  expect(migration({ up }).up).toBe(up);
  expect(process.exitCode).toBeUndefined();
  expect([Error.prepareStackTrace, Error.stackTraceLimit]).toEqual([prepareStackTrace, stackTraceLimit]);
});
