import { beforeAll, expect, test } from "vitest";
import { foresee } from "./foresee.ts";
import { knownLocks } from "./known-locks.ts";
import { classify } from "./parse/classify.ts";
import { loadGrammar, parseStatement } from "./parse/grammar.ts";

beforeAll(() => loadGrammar());

function known(text: string) {
  const parsed = parseStatement(text);
  if (!("node" in parsed)) throw new Error(text);
  const nature = classify(parsed.nodeName, parsed.node);
  return foresee({ type: "statement", text, nature, locate: () => ({ file: "a.sql" }) });
}

test.each([
  ["drop table a, s.b", "all rows of a, s.b"],
  ["truncate s.a, b", "all rows of s.a, b"],
  ["delete from a", "all rows of a"],
  ["delete from s.a where x", "the rows that it deletes from s.a"],
  ["alter table a drop column b, add column c int, drop d", "the values of b, d"],
  ["drop schema s cascade", "all rows of the tables in s"],
  ["drop type s.t cascade", "the columns of type s.t"],
  ["drop extension hstore cascade", "the columns of the types of hstore"],
  ["drop sequence s", "the value of s"],
  ["drop owned by somebody", "all that the role owns"],
])("%s loses %s", (text, lost) => {
  expect(known(text).losesData).toBe(lost);
});

test.each(["drop schema s", "drop type t", "drop view v cascade", "drop function f()", "create table a ()"])(
  "%s loses nothing",
  (text) => {
    expect(known(text).losesData).toBeUndefined();
  },
);

test.each([
  ["create index concurrently i on s.a (x)", [["s.a", "SHARE UPDATE EXCLUSIVE"]]],
  ["drop index concurrently i", [["i", "SHARE UPDATE EXCLUSIVE"]]],
  [
    "vacuum a, s.b",
    [
      ["a", "SHARE UPDATE EXCLUSIVE"],
      ["s.b", "SHARE UPDATE EXCLUSIVE"],
    ],
  ],
  ["vacuum full a", [["a", "ACCESS EXCLUSIVE"]]],
  [
    "alter table p detach partition p1 concurrently",
    [
      ["p1", "ACCESS EXCLUSIVE"],
      ["p", "SHARE UPDATE EXCLUSIVE"],
    ],
  ],
  // What can be watched is not foretold.
  ["alter table a add column b int", []],
])("%s takes %j", (text, locks) => {
  expect(known(text).locks.map(({ relation, mode }) => [relation.join("."), mode])).toEqual(locks);
});

test.each([
  ["select f()", true],
  ["update a set b = 1", true],
  ["do $$ begin end $$", true],
  ["alter table a add b int", false],
])("%s may change rows: %s", (text, changes) => {
  expect(known(text).changesRows).toBe(changes);
});

// A real server is asked in test/shadow/follow-rows.test.ts.
test.each([
  ["create table a (b int)", true],
  ["alter table a add b int default f()", true],
  ["drop type t cascade", true],
  ["alter table a rename b to c", true],
  ["alter type t rename value 'a' to 'b'", false],
  ["alter type t rename attribute a to b", false],
  ["alter type t add attribute a int", false],
  ["alter table a alter b set expression as (c * 2)", false],
  ["create table a as select f()", false],
  ["explain analyze delete from a", false],
  ["refresh materialized view a", false],
  ["select f()", false],
  ["update a set b = 1", false],
])("%s leaves the rows of other tables as they are: %s", (text, confined) => {
  expect(known(text).confined).toBe(confined);
});

// What the linter knows, a test compares with servers.
test.each([
  "create index concurrently i on s.a (x)",
  "drop index concurrently i",
  "reindex table concurrently a",
  "reindex (concurrently) index i",
  "vacuum a, s.b",
  "vacuum (full) a",
  "alter table m detach partition p concurrently",
])("%s locks what the linter's table says", (text) => {
  const parsed = parseStatement(text);
  const locks = "node" in parsed ? knownLocks(parsed.node) : [];
  const sorted = (all: readonly string[]) => [...all].sort();
  expect(sorted(known(text).locks.map(({ relation, mode }) => `${relation.at(-1)} ${mode}`))).toEqual(
    sorted(locks.map(({ name, mode }) => `${name} ${mode}`)),
  );
});
