import { beforeAll, describe, expect, it } from "vitest";
import { LARGEST_PARSED, loadGrammar, parseStatement } from "./grammar.ts";

beforeAll(loadGrammar);

describe("parseStatement", () => {
  it("answers the tree", () => {
    expect(parseStatement("create table t ()")).toMatchObject({ nodeName: "CreateStmt", more: null });
    expect(parseStatement("-- only a comment\n")).toEqual({ nothing: true });
    expect(parseStatement(" \n")).toEqual({ nothing: true });
  });

  it("names the place of an error in UTF-16", () => {
    expect(parseStatement("select '𝒳é' a b")).toEqual({
      error: { message: 'syntax error at or near "b"', offset: 15 },
    });
    expect(parseStatement("select 1\0")).toEqual({ error: { message: "a NUL byte", offset: 8 } });
  });

  it("knows PostgreSQL 18", () => {
    const sql = "create table t (a int, b int generated always as (a + 1) virtual)";
    expect(parseStatement(sql)).toMatchObject({ nodeName: "CreateStmt" });
  });

  it("leaves what is too large or too deep unparsed, and goes on", () => {
    expect(parseStatement(`select '${"x".repeat(LARGEST_PARSED)}'`)).toEqual({ tooLarge: true });
    // The first is too deep for the grammar, the second for the reader of its answer.
    for (const deep of [`${"(".repeat(30_000)}1${")".repeat(30_000)}`, `${"1+".repeat(100_000)}1`]) {
      expect(parseStatement(`select ${deep}`)).toEqual({ tooLarge: true });
    }
    expect(parseStatement("select 1")).toMatchObject({ nodeName: "SelectStmt" });
  });
});
