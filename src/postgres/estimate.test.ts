import { beforeAll, expect, test } from "vitest";
import type { Effects, Extent } from "../core/estimate.ts";
import { keyOf, makeFact } from "../core/fact.ts";
import { estimate } from "./estimate.ts";
import { USUAL_PACE } from "./pace.ts";
import { loadGrammar } from "./parse/grammar.ts";

beforeAll(loadGrammar);

const key = { bytes: 20e6, method: "btree", collated: false };
const extent: Extent = { bytes: 100e6, totalBytes: 120e6, rows: 1e6, lookups: [key] };
const sized = (name: string, more: Partial<Extent> = {}) => ({
  relation: ["public", name],
  extent: { ...extent, ...more },
});
const column = (name: string, type: string) =>
  makeFact({ kind: "column", path: ["public", "t", name] }, [], { type });
const columns = [column("name", "text"), column("n", "integer")];
const schema = new Map(columns.map((fact) => [keyOf("column", fact.id.path), fact]));

function of(sql: string, effects: Partial<Effects> = {}) {
  return estimate(
    { sql, scans: [], rewrites: [], locks: [], rows: 0, ...effects },
    { pace: USUAL_PACE, schema },
  );
}
const ms = (sql: string, effects: Partial<Effects> = {}) => of(sql, effects)?.ms ?? Number.NaN;

test("what touches no row takes no time, whatever the table holds", () => {
  expect(of("alter table t add column x int", { locks: [sized("t")] })).toMatchObject({
    ms: 1,
    disk: 0,
    logged: 0,
  });
});

test("a rewrite takes longer than reading, and makes indexes anew", () => {
  const t = sized("t");
  const scan = ms("alter table t add check (n > 0)", { scans: [t] });
  const rewrite = ms("alter table t alter column n type bigint", { scans: [t], rewrites: [t] });
  const bare = ms("alter table t alter column n type bigint", {
    scans: [t],
    rewrites: [sized("t", { lookups: [] })],
  });
  expect(rewrite).toBeGreaterThan(3 * scan);
  expect(rewrite).toBeGreaterThan(bare);
  expect(
    ms("alter table t add column u text default random()::text", { scans: [t], rewrites: [t] }),
  ).toBeGreaterThan(rewrite);
});

test("all that is rewritten is logged, and stands on disk beside the old", () => {
  const t = sized("t");
  expect(of("alter table t alter column n type bigint", { rewrites: [t] })).toMatchObject({
    logged: 120e6,
    disk: 120e6,
  });
});

test("texts are sorted slower than numbers, and an expression is taken for a text", () => {
  const scans = [sized("t")];
  const text = ms("create index on t (name)", { scans });
  expect(text).toBeGreaterThan(ms("create index on t (n)", { scans }));
  expect(ms("create index on t (lower(name))", { scans })).toBe(text);
  expect(ms("alter table t add unique (name)", { scans })).toBe(text);
});

test("an index that is given its table's name by a constraint is not built again", () => {
  const scans = [sized("t")];
  expect(ms("alter table t add constraint c unique using index i", { locks: scans })).toBe(1);
});

test("how far off it may be is said: without statistics, and where a condition decides", () => {
  const range = (sql: string, effects: Partial<Effects>) => {
    const found = of(sql, effects);
    return found ? Number((found.most / found.ms).toPrecision(1)) : 0;
  };
  expect(range("alter table t add check (n > 0)", { scans: [sized("t")] })).toBe(3);
  expect(range("alter table t add check (n > 0)", { scans: [sized("t", { rows: null })] })).toBe(6);
  expect(range("update t set n = 1 where n = 2", { scans: [sized("t")] })).toBe(30);
});

test("of what is not in the text nothing is said", () => {
  for (const sql of ["do 'begin end'", "call p()", "select f()", "export const up = 1;"])
    expect(of(sql)).toBeNull();
});
