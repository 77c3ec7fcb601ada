import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { ByteEdit, Finding } from "../core/finding.ts";
import { edited, writeFixes } from "./write-fixes.ts";

function finding(rule: string, ...edits: ByteEdit[]): Finding {
  return {
    rule,
    severity: "note",
    message: "m",
    at: { file: "a.sql", line: 1 },
    fix: { title: "do it", edits },
  };
}

it("counts in bytes, and takes edits in any order", () => {
  const bytes = Buffer.from("größe json, x json");
  const both = [
    finding("b", { start: 16, end: 20, text: "jsonb" }),
    finding("a", { start: 8, end: 12, text: "jsonb" }),
  ];
  expect(Buffer.from(edited(bytes, both).bytes).toString()).toBe("größe jsonb, x jsonb");
});

it("leaves the second of two fixes that overlap for another round", () => {
  const bytes = Buffer.from("abcdef");
  const { bytes: after, used } = edited(bytes, [
    finding("first", { start: 1, end: 3, text: "X" }),
    finding("second", { start: 2, end: 4, text: "Y" }),
    finding("same place", { start: 1, end: 1, text: "Z" }),
    finding("apart", { start: 5, end: 6, text: "W" }),
  ]);
  expect(Buffer.from(after).toString()).toBe("aXdeW");
  expect(used.map(({ rule }) => rule)).toEqual(["first", "apart"]);
});

it("replaces the file and leaves nothing beside it", () => {
  const root = mkdtempSync(join(tmpdir(), "godwit-fixes-"));
  writeFileSync(join(root, "a.sql"), "drop index i;");
  const written = writeFixes([finding("r", { start: 10, end: 10, text: " concurrently" })], root, {
    types: false,
  });
  expect(readFileSync(join(root, "a.sql"), "utf8")).toBe("drop index concurrently i;");
  expect(readdirSync(root)).toEqual(["a.sql"]);
  expect(written).toEqual([{ rule: "r", file: "a.sql", line: 1, title: "do it" }]);
});

it("writes another type only when that is asked for", () => {
  const root = mkdtempSync(join(tmpdir(), "godwit-fixes-"));
  writeFileSync(join(root, "a.sql"), "create table t (c json);");
  const found = finding("r", { start: 18, end: 22, text: "jsonb" });
  const typed: Finding = {
    ...found,
    fix: { title: "use jsonb", edits: [], ...found.fix, changesType: true },
  };
  expect(writeFixes([typed], root, { types: false })).toEqual([]);
  expect(readFileSync(join(root, "a.sql"), "utf8")).toBe("create table t (c json);");
  expect(writeFixes([typed], root, { types: true })).toHaveLength(1);
  expect(readFileSync(join(root, "a.sql"), "utf8")).toBe("create table t (c jsonb);");
});
