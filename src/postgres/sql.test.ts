import { describe, expect, it } from "vitest";
import { join, literal, name, sql } from "./sql.ts";

describe("literal", () => {
  it.each([
    ["it's", "'it''s'"],
    ["a\\b", "E'a\\\\b'"],
    ["\\'; drop table t; --", "E'\\\\''; drop table t; --'"],
    [null, "null"],
    [true, "true"],
    [42, "42"],
    [9007199254740993n, "9007199254740993"],
    [[], "'{}'::text[]"],
    [["a'", "b\\"], "array['a''',E'b\\\\']::text[]"],
  ])("%s", (value, text) => {
    expect(literal(value).text).toBe(text);
  });

  it("refuses what PostgreSQL cannot hold", () => {
    expect(() => literal("a\0b")).toThrow(RangeError);
    expect(() => literal(Number.NaN)).toThrow(RangeError);
  });
});

describe("sql", () => {
  it("builds from pieces only", () => {
    const where = join([sql`a = ${literal(1)}`, sql`b = ${literal("x")}`], sql` and `);
    expect(sql`select * from ${name("s", 'we"ird')} where ${where}`.text).toBe(
      `select * from "s"."we""ird" where a = 1 and b = 'x'`,
    );
  });
});
