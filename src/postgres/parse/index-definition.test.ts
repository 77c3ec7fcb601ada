import type { IndexStmt } from "libpg-query";
import { beforeAll, describe, expect, it } from "vitest";
import { loadGrammar, parseStatement } from "./grammar.ts";
import { sameIndex } from "./index-definition.ts";

beforeAll(loadGrammar);

function index(sql: string): IndexStmt {
  const parsed = parseStatement(sql);
  if (!("node" in parsed) || !("IndexStmt" in parsed.node)) throw new Error(`not an index: ${sql}`);
  return parsed.node.IndexStmt;
}

const compare = (written: string, printed: string) =>
  sameIndex(index(`create ${written}`), index(`CREATE ${printed}`));

describe("sameIndex", () => {
  it.each([
    ["index concurrently if not exists i on t (a)", "INDEX x ON public.t USING btree (a)"],
    ["index on s.t (a asc, b desc)", "INDEX x ON s.t USING btree (a, b DESC)"],
    ["index on t (a desc nulls first, b asc nulls last)", "INDEX x ON s.t USING btree (a DESC, b)"],
    ["unique index on t (a) include (b, c)", "UNIQUE INDEX x ON s.t USING btree (a) INCLUDE (b, c)"],
    ["index on t ((a))", "INDEX x ON s.t USING btree (a)"],
    ["index on t (a text_pattern_ops)", "INDEX x ON s.t USING btree (a text_pattern_ops)"],
    ["index on t (a) with (fillfactor = 70)", "INDEX x ON s.t USING btree (a) WITH (fillfactor='70')"],
    [
      "index on t using gin (a) with (fastupdate = off)",
      "INDEX x ON s.t USING gin (a) WITH (fastupdate=off)",
    ],
    ["index on t (a) tablespace x", "INDEX x ON s.t USING btree (a)"],
    ["index on t (lower(a)) where b > 1", "INDEX x ON s.t USING btree (lower(a)) WHERE (b > 1)"],
    ["unique index on t (a) nulls not distinct", "UNIQUE INDEX x ON s.t USING btree (a) NULLS NOT DISTINCT"],
  ])("same: %s", (written, printed) => expect(compare(written, printed)).toBe(true));

  it.each([
    ["index on t (a)", "INDEX x ON s.u USING btree (a)"],
    ["index on r.t (a)", "INDEX x ON s.t USING btree (a)"],
    ["index on t (a)", "UNIQUE INDEX x ON s.t USING btree (a)"],
    ["index on t (a)", "INDEX x ON s.t USING hash (a)"],
    ["index on t (a, b)", "INDEX x ON s.t USING btree (b, a)"],
    ["index on t (a)", "INDEX x ON s.t USING btree (a DESC)"],
    ["index on t (a nulls first)", "INDEX x ON s.t USING btree (a)"],
    ["index on t (a)", "INDEX x ON s.t USING btree (a) INCLUDE (b)"],
    ["index on t (a)", "INDEX x ON s.t USING btree (a) WHERE (a > 1)"],
    ["index on t (a)", "INDEX x ON s.t USING btree (a text_pattern_ops)"],
    ["index on t (a)", "INDEX x ON s.t USING btree (lower(a))"],
    ["index on t (a) with (fillfactor = 70)", "INDEX x ON s.t USING btree (a) WITH (fillfactor='80')"],
    ["unique index on t (lower(a))", "INDEX x ON s.t USING btree (lower((a)::text))"],
  ])("different: %s / %s", (written, printed) => expect(compare(written, printed)).toBe(false));

  it.each([
    ["index on t (lower(a))", "INDEX x ON s.t USING btree (lower((a)::text))"],
    ["index on t (a) where b in (1, 2)", "INDEX x ON s.t USING btree (a) WHERE (b = ANY (ARRAY[1, 2]))"],
    ["index on t (a text_ops)", "INDEX x ON s.t USING btree (a)"],
    ['index on t (a collate "C")', "INDEX x ON s.t USING btree (a)"],
  ])("cannot say: %s", (written, printed) => expect(compare(written, printed)).toBe("cannot say"));
});
