import { describe, expect, it } from "vitest";
import type { Recut } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Header, Script } from "../core/migration.ts";
import type { Program } from "../core/step.ts";
import { operationOf } from "./operation.ts";
import { sqlProgram } from "./program.ts";

const HEADER: Header = { depends: [], requires: [], kind: "schema", environments: [] };

function read(
  text: string,
  options: {
    readonly header?: Partial<Header>;
    readonly recut?: ReadonlyMap<number, Recut>;
    readonly newer?: boolean;
  } = {},
): Promise<Program> {
  const bytes = new TextEncoder().encode(text);
  const script: Script = { file: "001_x.sql", checksum: "", language: "sql", read: () => bytes };
  return sqlProgram(
    script,
    { ...HEADER, ...options.header },
    {
      direction: "up",
      placeholders: {},
      newerThanGrammar: options.newer ?? false,
      lockTimeoutMs: 2000,
      ...(options.recut ? { recut: options.recut } : {}),
    },
  );
}

/** `[a b] (c) {d}` reads: a and b together, c alone, d in the file's own transaction. */
function shape(program: Program): string {
  return program.parts
    .map((part) => {
      const words = part.steps.map(({ text }) => text.split(/\s+/).at(-1)).join(" ");
      if (!part.atomic) return `(${words})`;
      if (part.open === undefined) return `[${words}]`;
      return part.undone ? `{${words}}-` : `{${words}}`;
    })
    .join(" ");
}

describe("cutting a file into parts", () => {
  it.each([
    ["select 1; select 2; select 3", "[1 2 3]"],
    ["select 1; vacuum a; select 2", "[1] (a) [2]"],
    ["create index concurrently on t (a); select 1", "((a)) [1]"],
    ["begin; select 1; select 2; commit; select 3", "{1 2} [3]"],
    ["select 1; begin; select 2; commit; begin; select 3; end", "[1] {2} {3}"],
    ["begin; select 1; rollback; select 2", "{1}- [2]"],
    ["begin read only; select 1; commit", "{1}-"],
    ["begin; select 1; commit and chain; select 2; commit", "{1} {2}"],
    ["begin; commit; select 1", "[1]"],
    ["commit; select 1; begin; begin; select 2; commit", "[1] {2}"],
    ["begin; savepoint a; select 1; rollback to a; commit", "{a 1 a}"],
    ["alter type t add value 'b'; select 1", "['b' 1]"],
  ])("%s", async (text, expected) => {
    expect(shape(await read(text))).toBe(expected);
  });

  it("gives each statement its own transaction where the header says so", async () => {
    const program = await read("select 1; select 2; vacuum a; begin; select 3; select 4; commit", {
      header: { transaction: "none" },
    });
    expect(shape(program)).toBe("[1] [2] (a) {3 4}");
    expect(program.atomic).toBe(false);
  });

  it("cuts where the server asked for it", async () => {
    const text = "select 1; alter type t add value 'b'; select 2; select 3";
    expect(shape(await read(text, { recut: new Map([[2, "commit-before"]]) }))).toBe("[1 'b'] [2 3]");
    expect(shape(await read(text, { recut: new Map([[2, "alone"]]) }))).toBe("[1 'b'] (2) [3]");
  });

  it("says that a file of several parts is not atomic", async () => {
    expect((await read("select 1; vacuum a")).notes[0]?.message).toContain("not atomic: 2 parts");
    expect((await read("select 1; select 2")).notes).toEqual([]);
  });

  it("sends the file's own transaction control, but a chain as its two halves", async () => {
    const { parts } = await read(
      "begin isolation level serializable; select 1; commit and chain; select 2; commit",
    );
    const texts = parts.map(({ open, close }) => [open, close].map((op) => (op as { text: string }).text));
    expect(texts).toEqual([
      ["begin isolation level serializable", "commit"],
      ["begin isolation level serializable", "commit"],
    ]);
  });

  it.each([
    ["begin; select 1", "SQL_REFUSED", 1],
    ["begin;\nvacuum a;\ncommit", "SQL_REFUSED", 2],
    ["select 1;\ndiscard all", "SQL_REFUSED", 2],
    ["select 1;\nselect pg_advisory_unlock_all()", "SQL_REFUSED", 2],
    ["begin; prepare transaction 'x'", "SQL_REFUSED", 1],
    ["select 1;\n\nselec 2", "SQL_SYNTAX", 3],
  ])("refuses %j", async (text, code, line) => {
    const error = await read(text).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GodwitError);
    expect(error).toMatchObject({ code, at: { file: "001_x.sql", line } });
  });
});

describe("notes", () => {
  it("tells which lock timeout is not honoured", async () => {
    const { notes } = await read(
      "set lock_timeout = 0; set lock_timeout = '5s'; set local lock_timeout = '1s'",
    );
    expect(notes.map(({ rule, at }) => [rule, at?.column])).toEqual([
      ["lock-timeout", 1],
      ["lock-timeout", 23],
    ]);
  });

  it("takes what a newer server may know by its words", async () => {
    const { steps, notes } = await read("create quantum table t; select 1", { newer: true });
    expect(steps).toHaveLength(2);
    expect(notes[0]?.rule).toBe("syntax-not-checked");
  });
});

describe("steps", () => {
  it("have a hash that layout and comments do not change and meaning does", async () => {
    const hash = async (text: string) => (await read(text)).steps[0]?.hash;
    expect(await hash("select  1 -- one")).toBe(await hash("SELECT /* x */ 1"));
    expect(await hash("select 1")).not.toBe(await hash("select 2"));
  });

  it("know what only sets up the session", async () => {
    const { steps } = await read("set search_path = a; set local role b; select 1");
    expect(steps.map((step) => step.sessionOnly === true)).toEqual([true, false, false]);
  });

  it("show no passwords", async () => {
    const { steps } = await read("create role a password 's3cret'");
    expect(steps[0]?.text).not.toContain("s3cret");
    expect((operationOf(steps[0] as never) as { text: string }).text).toContain("s3cret");
  });
});
