// What a migration's proofs rest on: another script before it, or another server, and they are made again.
import { expect, test } from "vitest";
import type { Migration, Script } from "../core/migration.ts";
import { proofKeys } from "./proof-cache.ts";

function script(checksum: string, more: Partial<Script> = {}): Script {
  return { file: "f.sql", checksum, language: "sql", read: () => new Uint8Array(), ...more };
}

function migration(version: string, up: Script, down?: Script): Migration {
  const header = { depends: [], requires: [], kind: "schema" as const, environments: [] };
  return { version, name: version, repeatable: false, header, up, ...(down ? { down } : {}) };
}

function keys(all: readonly Migration[], basis = "basis"): readonly (string | undefined)[] {
  const found = proofKeys(all, basis);
  return all.map((one) => found.get(one));
}

const FIRST = migration("1", script("a"), script("b"));
const SECOND = migration("2", script("c"), script("d"));
const THIRD = migration("3", script("e"));

test("the same scripts and basis give the same keys, each another", () => {
  const found = keys([FIRST, SECOND, THIRD]);
  expect(found).toEqual(keys([FIRST, SECOND, THIRD]));
  expect(new Set(found).size).toBe(3);
  expect(found).not.toContain(undefined);
});

test("another script changes the keys of all after it, another rollback only its own", () => {
  const [first, second, third] = keys([FIRST, SECOND, THIRD]);
  const edited = keys([FIRST, migration("2", script("x"), script("d")), THIRD]);
  expect(edited[0]).toBe(first);
  expect(edited[1]).not.toBe(second);
  expect(edited[2]).not.toBe(third);
  const rollback = keys([FIRST, migration("2", script("c"), script("x")), THIRD]);
  expect(rollback[1]).not.toBe(second);
  expect(rollback[2]).toBe(third);
  const without = keys([FIRST, migration("2", script("c")), THIRD]);
  expect(without[1]).not.toBe(second);
});

test("another basis changes all", () => {
  const [before, after] = [keys([FIRST, SECOND]), keys([FIRST, SECOND], "other")];
  expect(after[0]).not.toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
});

test("nothing is known of what depends on other files, nor of what comes after it", () => {
  const module = migration("2", script("c", { language: "module" }));
  const including = migration("2", script("c", { mayInclude: true }), script("d"));
  for (const second of [module, including]) {
    const found = keys([FIRST, second, THIRD]);
    expect(found[0]).toBeDefined();
    expect(found.slice(1)).toEqual([undefined, undefined]);
  }
  const moduleBack = keys([FIRST, migration("2", script("c"), script("d", { mayInclude: true })), THIRD]);
  expect(moduleBack[1]).toBeUndefined();
  expect(moduleBack[2]).toBeDefined();
});
