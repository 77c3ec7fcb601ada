import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { failureOf } from "../../test/support/failure-of.ts";
import { folderOf } from "../../test/support/folder-of.ts";
import { asModuleMigration, isModuleMigration } from "../core/module-migration.ts";
import { directory } from "./directory.ts";

// The real `migration`, as a project without an installed Godwit gets it.
const entry = join(import.meta.dirname, "../core/module-migration.ts");

async function load(root: string): Promise<unknown> {
  const { migrations } = await directory({ folder: "migrations", root, entry }).collect();
  return migrations[0]?.up.load?.();
}

async function loadFile(name: string, source: string): Promise<unknown> {
  return load(folderOf({ [`migrations/${name}`]: source }));
}

test.each([
  [
    "001_a.ts",
    'import { migration } from "godwit";\nenum E { A = 1 }\nexport default migration({ async up(): Promise<E> { return E.A } });',
  ],
  [
    "001_a.mts",
    'import { migration } from "godwit";\nconst x = await Promise.resolve(1);\nexport default migration({ up: async () => x });',
  ],
  ["001_a.mjs", 'import { migration } from "godwit";\nexport default migration({ up: async () => 1 });'],
  ["001_a.js", 'import { migration } from "godwit";\nexport default migration({ up: async () => 1 });'],
])("%s is loaded without an installed Godwit", async (name, source) => {
  const loaded = await loadFile(name, source);
  expect(isModuleMigration(loaded)).toBe(true);
  expect(await asModuleMigration(loaded, name).up({} as never)).toBe(1);
});

test("the project's package.json may make .js files modules", async () => {
  const root = folderOf({
    "package.json": '{"type":"module"}',
    "migrations/001_a.js":
      'import { migration } from "godwit";\nexport default migration({ up: async () => import.meta.dirname });',
  });
  const loaded = asModuleMigration(await load(root), "x");
  expect(await loaded.up({} as never)).toBe(join(root, "migrations"));
});

test("its own files can be imported, and an edited file is run as it is now", async () => {
  const root = folderOf({
    "parts/one.ts": "export const one: number = 1;",
    "migrations/001_a.ts": 'import { one } from "../parts/one.ts";\nexport default one;',
  });
  expect(await load(root)).toBe(1);
  writeFileSync(
    join(root, "migrations/001_a.ts"),
    'import { one } from "../parts/one.ts";\nexport default one + 1;',
  );
  expect(await load(root)).toBe(2);
  expect(existsSync(join(root, ".godwit/cache"))).toBe(true);
});

test("a file that changed since it was collected is not run", async () => {
  const root = folderOf({ "migrations/001_a.ts": "export default 1" });
  const { migrations } = await directory({ folder: "migrations", root, entry }).collect();
  writeFileSync(join(root, "migrations/001_a.ts"), "export default 2");
  expect(await failureOf(() => migrations[0]?.up.load?.())).toMatchObject({ code: "FILES_CHANGED" });
});

test.each([
  [
    "export const x = 1",
    "migrations/001_a.ts has no default export",
    {},
    "export default migration({ up, down })",
  ],
  [
    "module.exports = 1",
    "migrations/001_a.ts has no default export",
    {},
    "export default migration({ up, down })",
  ],
  [
    "const a = 1;\nconst b: number = ;",
    "migrations/001_a.ts:2:19: unexpected token",
    { line: 2, column: 19 },
    "correct the syntax",
  ],
  [
    'import x from "nowhere-at-all/deep";\nexport default x',
    "migrations/001_a.ts imports nowhere-at-all/deep, which cannot be found",
    {},
    "npm install nowhere-at-all`",
  ],
  [
    'import x from "@no/where/deep";\nexport default x',
    "migrations/001_a.ts imports @no/where/deep, which cannot be found",
    {},
    "npm install @no/where`",
  ],
  [
    'import x from "./gone.ts";\nexport default x',
    "migrations/001_a.ts imports ./gone.ts, which cannot be found",
    {},
    "correct the path",
  ],
  [
    '\n\nthrow new Error("boom");',
    "migrations/001_a.ts failed while it was loaded: boom",
    { line: 3 },
    "only import and declare",
  ],
  ["throw 'text'", "migrations/001_a.ts failed while it was loaded: text", {}, "only import and declare"],
  [
    'import { migration } from "godwit";\n\nexport default migration({ dwon() {} });',
    "migrations/001_a.ts: migration() does not know `dwon`",
    { line: 3 },
    "write down",
  ],
])("%j: %s", async (source, message, place, hint) => {
  const failure = await failureOf(() => loadFile("001_a.ts", source));
  expect(failure.code).toBe("MODULE_INVALID");
  expect(failure.message).toBe(message);
  expect(failure.at).toMatchObject({ file: "migrations/001_a.ts", ...place });
  expect(failure.hint).toContain(hint);
});

test("a syntax error in a file that it imports is told of that file", async () => {
  const root = folderOf({
    "one.ts": "const x: = 1;",
    "migrations/001_a.ts": 'import "../one.ts";\nexport default 1',
  });
  const failure = await failureOf(() => load(root));
  expect(failure.message).toMatch(/^one.ts:1:\d+: unexpected token$/);
  expect(failure.at).toMatchObject({ file: "one.ts", line: 1 });
});
