import { expect, test } from "vitest";
import { folderOf } from "../../test/support/folder-of.ts";
import { compiled, isDecorated } from "./decorated.ts";

test.each([
  ["@Entity()\nclass A {}", "a.ts", true],
  ["class A {\n  @Column() name!: string;\n}", "a.mts", true],
  ["@Entity()\nclass A {}", "a.js", false],
  ["const mail = 'a@b.c';", "a.ts", false],
  ["/** @type {string} */\nexport const a = 1;", "a.ts", false],
])("%j in %s", (source, file, is) => {
  expect(isDecorated(source, file)).toBe(is);
});

const COMPILER = `
exports.version = "5";
exports.sys = { readFile: (path) => path.endsWith("tsconfig.json") ? "{}" : undefined };
exports.findConfigFile = (root, exists) => exists(root + "/tsconfig.json") ? root + "/tsconfig.json" : undefined;
exports.readConfigFile = () => ({ config: { compilerOptions: { experimentalDecorators: true } } });
exports.transpileModule = (source, options) => ({ outputText: JSON.stringify({ source, ...options }) });
`;

test("the project's compiler is asked, with what the project says of decorators", () => {
  const root = folderOf({
    "node_modules/typescript/package.json": '{ "version": "5.0.0", "main": "main.js" }',
    "node_modules/typescript/main.js": COMPILER,
  });
  expect(JSON.parse(compiled("source", "a.ts", root))).toMatchObject({
    source: "source",
    fileName: "a.ts",
    compilerOptions: {
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      useDefineForClassFields: false,
    },
  });
});

test("a compiler that is not there, or cannot be asked, is said", () => {
  expect(() => compiled("", "a.ts", folderOf({}))).toThrow(
    /translated by TypeScript, and it is not installed/,
  );
  const seven = folderOf({
    "node_modules/typescript/package.json": '{ "version": "7.0.2", "main": "main.js" }',
    "node_modules/typescript/main.js": 'exports.version = "7.0.2";',
  });
  expect(() => compiled("", "a.ts", seven)).toThrow(/version 7\.0\.2 cannot be asked/);
});
