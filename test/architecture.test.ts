// The house rules of ARCHITECTURE.md, executed on the repository; each rule is also shown to catch what it is for.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { CODES } from "../src/core/errors.ts";
import {
  FLAG_VARIABLES,
  SINGLE_SETTINGS,
  UNUSED_SETTINGS,
  variablesOf,
} from "../src/settings/setting-names.ts";
import { unexplainedCodes } from "./architecture/error-page.ts";
import {
  badNames,
  kindsInCore,
  printsOrExits,
  tooLong,
  tracesOfMachines,
  withoutHead,
} from "./architecture/guards.ts";
import { forbiddenImports, rings } from "./architecture/imports.ts";
import { lex } from "./architecture/lex.ts";
import { importsOf, readTree, type SourceFile } from "./architecture/tree.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const tree = readTree(ROOT);

/** Files of a tree that exists only here. */
function files(contents: Readonly<Record<string, string>>): SourceFile[] {
  return Object.entries(contents).map(([path, text]) => ({ path, text }));
}

describe("the repository", () => {
  it("is read whole", () => {
    expect(tree.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["src/core/errors.ts", "test/architecture.test.ts", "package.json"]),
    );
  });

  it.each([
    ["imports only what the table allows", forbiddenImports],
    ["has no import rings", rings],
    ["has no file over the wall", tooLong],
    ["has no drawers, and names in kebab case", badNames],
    ["says at the head of each file what it is for", withoutHead],
    ["prints only in reporters and cli, and exits only in cli/main.ts", printsOrExits],
    ["names no object kind in the core", kindsInCore],
    ["holds no trace of anybody's machine", tracesOfMachines],
  ])("%s", (_rule, check) => {
    expect(check(tree)).toEqual([]);
  });

  it("explains every error code in docs/errors.md", () => {
    expect(unexplainedCodes(CODES, readFileSync(`${ROOT}docs/errors.md`, "utf8"))).toEqual([]);
  });

  it("lists every setting, its variables and what is not used in docs/configuration.md", () => {
    const page = readFileSync(`${ROOT}docs/configuration.md`, "utf8");
    const wanted = [
      ...SINGLE_SETTINGS,
      ...SINGLE_SETTINGS.flatMap(variablesOf),
      ...UNUSED_SETTINGS,
      ...FLAG_VARIABLES,
    ];
    expect(wanted.filter((name) => !new RegExp(`\\b${name.replace(".", "\\.")}\\b`).test(page))).toEqual([]);
  });

  // In a process of its own, bundled: to load all commands here takes seconds.
  it("has a page for every command in docs/commands.md, as `node scripts/docs.mjs` writes it", () => {
    const { status, stderr } = spawnSync(process.execPath, [`${ROOT}scripts/docs.mjs`, "--check"], {
      encoding: "utf8",
    });
    expect(status, stderr).toBe(0);
  });
});

describe("the import table", () => {
  const forbidden = (path: string, text: string) => forbiddenImports(files({ [path]: text }));

  it.each([
    ["core imports an engine", "src/core/a.ts", 'import { x } from "../postgres/b.ts";\n'],
    ["core imports a type of an engine", "src/core/a.ts", 'import type { X } from "../postgres/b.ts";\n'],
    ["core reads files", "src/core/a.ts", 'import { readFileSync } from "node:fs";\n'],
    ["core imports a package", "src/core/a.ts", 'import pg from "pg";\n'],
    ["core imports lazily", "src/core/a.ts", 'const pg = await import("pg");\n'],
    ["one engine imports the other", "src/postgres/a.ts", 'import { x } from "../dynamodb/b.ts";\n'],
    ["an engine imports a client", "src/postgres/a.ts", 'import pg from "pg";\n'],
    ["an action imports an engine", "src/actions/up.ts", 'import { x } from "../postgres/b.ts";\n'],
    [
      "an action imports settings",
      "src/actions/up.ts",
      'import type { Settings } from "../settings/settings.ts";\n',
    ],
    [
      "a driver imports an engine's value",
      "src/drivers/pg.ts",
      'import { sql } from "../postgres/sql.ts";\n',
    ],
    ["a driver imports a source", "src/drivers/pg.ts", 'import { x } from "../sources/b.ts";\n'],
    [
      "a driver imports two clients",
      "src/drivers/pg.ts",
      'import pg from "pg";\nimport { PGlite } from "@electric-sql/pglite";\n',
    ],
    ["settings import a driver", "src/settings/a.ts", 'import { x } from "../drivers/pg.ts";\n'],
    ["the library imports the command line", "src/index.ts", 'export { run } from "./cli/run.ts";\n'],
    ["an area nobody decided on", "src/plugins/a.ts", ""],
  ])("refuses when %s", (_case, path, text) => {
    expect(forbidden(path, text)).toHaveLength(1);
  });

  it.each([
    ["src/core/a.ts", 'import { createHash } from "node:crypto";\nimport { b } from "./b.ts";\n'],
    [
      "src/postgres/a.ts",
      'import { parse } from "libpg-query";\nimport type { Node } from "@pgsql/types";\n',
    ],
    ["src/drivers/pg.ts", 'import pg from "pg";\nimport type { Sql } from "../postgres/sql.ts";\n'],
    ["src/drivers/pg.ts", 'import { type Sql } from "../postgres/sql.ts";\n'],
    [
      "src/drivers/dynamodb.ts",
      'import { A } from "@aws-sdk/client-dynamodb";\nimport { B } from "@aws-sdk/lib-dynamodb";\n',
    ],
    ["src/drivers.ts", 'import { pg } from "./drivers/pg.ts";\n'],
    ["src/core/a.test.ts", 'import { it } from "vitest";\nimport fc from "fast-check";\n'],
  ])("allows %s its own", (path, text) => {
    expect(forbidden(path, text)).toEqual([]);
  });

  it("sees imports over several lines, re-exports and bare ones", () => {
    const text =
      'import {\n  a,\n  type B,\n} from "./a.ts";\nexport { c } from "./c.ts";\nexport * from "./d.ts";\nimport "./e.ts";\nimport x, { type Y } from "./f.ts";\n';
    expect(
      importsOf({ path: "src/core/x.ts", text }).map(({ target, typeOnly }) => [target, typeOnly]),
    ).toEqual([
      ["src/core/a.ts", false],
      ["src/core/c.ts", false],
      ["src/core/d.ts", false],
      ["src/core/e.ts", false],
      ["src/core/f.ts", false],
    ]);
  });
});

describe("rings", () => {
  it("are found, types counted", () => {
    const ring = files({
      "src/core/a.ts": 'import type { B } from "./b.ts";\n',
      "src/core/b.ts": 'import { c } from "./c.ts";\n',
      "src/core/c.ts": 'const a = await import("./a.ts");\n',
      "src/core/d.ts": 'import { a } from "./a.ts";\n',
    });
    expect(rings(ring)).toEqual(["src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts"]);
    expect(rings(ring.filter(({ path }) => path !== "src/core/c.ts"))).toEqual([]);
  });
});

describe("the guards", () => {
  it("wall: 400 lines pass, 401 do not", () => {
    expect(tooLong(files({ "src/core/a.ts": "x\n".repeat(400) }))).toEqual([]);
    expect(tooLong(files({ "test/a.test.ts": "x\n".repeat(401) }))).toHaveLength(1);
  });

  it.each([
    "src/core/utils.ts",
    "src/helpers/a.ts",
    "src/core/date-utils.ts",
    "src/core/myFile.ts",
    "test/lib/a.ts",
  ])("names: %s is refused", (path) => {
    expect(badNames(files({ [path]: "" }))).toHaveLength(1);
  });

  it.each(["src/core/a.ts", "src/cli/command-name.test.ts", "scripts/new.mjs", "vitest.config.ts"])(
    "names: %s is fine",
    (path) => {
      expect(badNames(files({ [path]: "" }))).toEqual([]);
    },
  );

  it("head: a sentence is wanted", () => {
    expect(withoutHead(files({ "src/core/a.ts": "export {};\n" }))).toHaveLength(1);
    expect(withoutHead(files({ "src/cli/main.ts": "#!/usr/bin/env node\n// What.\n" }))).toEqual([]);
  });

  it("printing: code counts, comments and strings do not", () => {
    const core = (text: string) => printsOrExits(files({ "src/core/a.ts": text }));
    expect(core('console.log("x");')).toHaveLength(1);
    expect(core("process.exit(1);")).toHaveLength(1);
    expect(core("const a = `${console.log(1)}`;")).toHaveLength(1);
    expect(core('// console.log\nconst a = "process.exit(1)"; /* console.error */')).toEqual([]);
    expect(
      printsOrExits(files({ "src/cli/a.ts": "console.log(1);", "src/cli/main.ts": "process.exit(1);" })),
    ).toEqual([]);
    expect(printsOrExits(files({ "src/cli/a.ts": "process.exit(1);" }))).toHaveLength(1);
  });

  it.each([
    'const x = "view";',
    "function dropTable() {}",
    "type T = { uniqueIndex: 1 };",
    'case "trigger":',
  ])("kinds in the core: %s is refused", (text) => {
    expect(kindsInCore(files({ "src/core/a.ts": text }))).not.toEqual([]);
    expect(kindsInCore(files({ "src/postgres/a.ts": text }))).toEqual([]);
  });

  it.each([
    "for (let index = 0; ; index++) {}",
    '// a table\nconst x = "rename the table, or drop the view";',
  ])("kinds in the core: %s is fine", (text) => {
    expect(kindsInCore(files({ "src/core/a.ts": text }))).toEqual([]);
  });

  it("traces: paths of machines, registries, conflicts", () => {
    const inDocs = (text: string) => tracesOfMachines(files({ "docs/a.md": text }));
    expect(inDocs(["see", "home", "ann", "x.sql"].join("/"))).toEqual([]);
    expect(inDocs(`see ${["", "home", "ann", "x.sql"].join("/")}`)).toHaveLength(1);
    expect(inDocs(`see ${["", "root", "x"].join("/")}`)).toHaveLength(1);
    expect(inDocs(`https://${"registry"}.example.org/x`)).toHaveLength(1);
    expect(inDocs(["a", `${"<".repeat(7)} HEAD`, "b"].join("\n"))).toHaveLength(1);
    expect(inDocs("a registry, and https://example.org/home/x")).toEqual([]);
  });

  it("error page: each code needs a heading, its status and a text", () => {
    const codes = { A_CODE: { status: 2, hint: "" } };
    expect(unexplainedCodes(codes, "")).toHaveLength(1);
    expect(unexplainedCodes(codes, "## Status 2\n\n### A_CODE\n\n")).toHaveLength(1);
    expect(unexplainedCodes(codes, "## Status 3\n\n### A_CODE\n\nText.\n")).toHaveLength(1);
    expect(
      unexplainedCodes(codes, "## Status 2\n\n### A_CODE\n\nText.\n\n### OTHER\n\nText.\n"),
    ).toHaveLength(1);
    expect(unexplainedCodes(codes, "## Status 2\n\n### A_CODE\n\nText.\n")).toEqual([]);
  });

  it("lexer: tells code from strings, templates, comments and regular expressions", () => {
    const { code, strings } = lex("a(/[\"'`/]/, 'b', `c${d({ e: `f` })}g`); // h\ni / j;\n");
    expect(strings).toEqual(["b", "c", "f", "g"]);
    expect(code.match(/\w+/g)).toEqual(["a", "d", "e", "i", "j"]);
  });
});
