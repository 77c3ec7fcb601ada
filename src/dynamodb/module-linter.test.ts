import { describe, expect, test } from "vitest";
import type { LintScript } from "../core/linter.ts";
import { moduleImports } from "./module-imports.ts";
import { moduleLinter } from "./module-linter.ts";
import { MODULE_RULES } from "./rules.ts";

function scriptOf(text: string): LintScript {
  const read = () => new TextEncoder().encode(text);
  return {
    script: { file: "001_a.ts", checksum: "", language: "module", read },
    header: { depends: [], requires: [], kind: "schema", environments: [] },
    role: "up",
    hasRollback: true,
    report: true,
  };
}

async function found(text: string, levels = {}) {
  const findings = await moduleLinter({ rules: MODULE_RULES, levels }).lint([scriptOf(text)]);
  return findings.map(({ rule, severity, at }) => `${severity} ${rule} ${at?.line}:${at?.column}`);
}

describe.each(MODULE_RULES.map((rule) => [rule.name, rule] as const))("%s", (_name, rule) => {
  test("finds its bad example, and not its good one", async () => {
    const linter = moduleLinter({ rules: [rule], levels: {} });
    expect(await linter.lint([scriptOf(rule.bad)])).not.toEqual([]);
    expect(await linter.lint([scriptOf(rule.good)])).toEqual([]);
  });
});

test.each([
  ['import { A } from "@aws-sdk/client-dynamodb";', ["error own-sdk-client 1:19"]],
  ["import * as lib from '@aws-sdk/lib-dynamodb'", ["error own-sdk-client 1:22"]],
  ['import "aws-sdk";', ["error own-sdk-client 1:8"]],
  ['export * from "aws-sdk/clients/dynamodb";', ["error own-sdk-client 1:15"]],
  ['const a = require("@aws-sdk/client-s3");', ["error own-sdk-client 1:19"]],
  ['\n  const { B } = await import("@aws-sdk/client-sts");', ["error own-sdk-client 2:30"]],
  ['import type from "aws-sdk";', ["error own-sdk-client 1:18"]],
  ['import type { A } from "@aws-sdk/client-dynamodb";', []],
  ['import { unmarshall } from "@aws-sdk/util-dynamodb";', []],
  ['// import { A } from "@aws-sdk/client-dynamodb";', []],
  ['/* import "aws-sdk" */ const text = `import "aws-sdk"`;', []],
  ['const text = `${await import("aws-sdk")}`;', ["error own-sdk-client 1:30"]],
  ["const quote = /'/; import a from 'aws-sdk'; const other = /[/']/;", ["error own-sdk-client 1:34"]],
  ["const half = 6 / 2; import 'aws-sdk'; // '", ["error own-sdk-client 1:28"]],
  ['const from = "@aws-sdk/client-dynamodb";', []],
  ["// godwit-ignore own-sdk-client: reads S3 only\nimport 'aws-sdk';", []],
  ["// godwit-ignore own-sdk-client:\nimport 'aws-sdk';", ["error own-sdk-client 2:8"]],
  ["", []],
  ["`${", []],
])("%s", async (text, expected) => {
  expect(await found(text)).toEqual(expected);
});

test("the configuration says how grave it is, and switches it off", async () => {
  expect(await found("import 'aws-sdk'", { "own-sdk-client": "note" })).toEqual(["note own-sdk-client 1:8"]);
  expect(await found("import 'aws-sdk'", { "*": "off" })).toEqual([]);
});

test("a template ends where it ends, whatever is in it", () => {
  const text = "const a = `x ${ { b: `${'}'}` }.b } y`; import z from 'z';";
  expect(moduleImports(text).map(({ from }) => from)).toEqual(["z"]);
});
