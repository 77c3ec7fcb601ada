import fc from "fast-check";
import { expect, test } from "vitest";
import { failureOf } from "../../test/support/failure-of.ts";
import type { Header } from "../core/migration.ts";
import { NO_HEADER, parseHeader } from "./header.ts";
import { leadingComments } from "./leading-comments.ts";

function headerOf(source: string, language: "sql" | "module" = "sql"): Header {
  return parseHeader(leadingComments(source, language).comments, { file: "migrations/001_x.sql", source });
}

test("every key is read, whatever its case", () => {
  const source = `-- Migration: Add users
-- DESCRIPTION: why: because
--author: Jo
-- Date: 2026-02-19
--  Ticket :  ABC-1
-- Owner: payments
-- Reverses: 023
-- Depends: 001, 002_add_x  003
-- Depends: 4
-- Requires: select count(*) = 0 from orders where total < 0
-- Requires: exists (select)
-- Transaction: NONE
-- kind: Data
-- Phase: expand
-- Release: 1.2
-- Lock-Timeout: 500ms
-- Statement-Timeout: 0
-- Environments: dev, prod
-- Note: an ordinary comment
select 1;
-- Kind: schema`;
  expect(headerOf(source)).toEqual({
    title: "Add users",
    description: "why: because",
    author: "Jo",
    date: "2026-02-19",
    ticket: "ABC-1",
    owner: "payments",
    reverses: "023",
    depends: ["001", "002", "003", "4"],
    requires: ["select count(*) = 0 from orders where total < 0", "exists (select)"],
    transaction: "none",
    kind: "data",
    phase: "expand",
    release: "1.2",
    lockTimeout: "500ms",
    statementTimeout: "0",
    environments: ["dev", "prod"],
  });
});

test.each([
  ["\uFEFF-- Kind: data\r\nselect 1", "data"],
  ["\n\n/* why /* nested */ -- Kind: schema */\n-- just words\n\n-- Kind: data\nselect 1", "data"],
  ["-- Kind: data", "data"],
  ["-- a\r-- Kind: data\r", "data"],
  ["/* Kind: data */ select 1", "schema"],
  ["select 1; -- Kind: data", "schema"],
  ["\\echo x\n-- Kind: data", "schema"],
  ["-- Kind:\nselect 1", "schema"],
])("%j is of kind %s", (source, kind) => {
  expect(headerOf(source).kind).toBe(kind);
});

test("a module's header is in its own comments", () => {
  const source = "#!/usr/bin/env node\n/* license */\n// Kind: data\n// Depends: 001\nimport x from 'y';";
  expect(headerOf(source, "module")).toMatchObject({ kind: "data", depends: ["001"] });
});

test("a file without header lines has the one empty header", () => {
  expect(headerOf("-- add users\n-- see: the wiki\ncreate table users ()")).toBe(NO_HEADER);
});

test.each([
  ["-- Kind: dat", 1, 10, "write `data`"],
  ["\n  -- Phase: expnad", 2, 13, "write `expand`"],
  ["\uFEFF-- Kind: banana", 1, 10, "write `schema` or `data`, or delete the line"],
  ["-- ünï: x\n-- Transaction: each", 2, 17, "write `none`, or delete the line"],
  ["-- Lock-Timeout: 5", 1, 18, "write `5ms` or `5s`"],
  ["-- Statement-Timeout: soon", 1, 23, "write a duration such as 500ms, 2s, 10m, 1h or 0, at most 24d"],
  ["-- Depends: 001, init", 1, 13, "write versions, such as `Depends: 001, 002`"],
  ["-- Kind: data\n-- Kind: schema", 2, 10, "keep one of the two header lines"],
])("%j is refused at %d:%d", async (source, line, column, hint) => {
  const failure = await failureOf(() => headerOf(source));
  expect(failure).toMatchObject({ code: "HEADER_INVALID", hint });
  expect(failure.at).toMatchObject({ file: "migrations/001_x.sql", line, column });
});

test("the excerpt shows the line with a caret below the value", async () => {
  const failure = await failureOf(() => headerOf("\t-- Kind: dat\nselect 1"));
  expect(failure.message).toBe("migrations/001_x.sql: `Kind: dat` is not `schema` or `data`");
  expect(failure.at?.excerpt).toBe(`\t-- Kind: dat\n\t${" ".repeat(9)}^`);
});

test("comments of any shape before a header line do not hide it", () => {
  const word = fc.stringMatching(/^[a-z äöü':;"$]{0,20}$/);
  const filler = fc.oneof(
    word.map((text) => `-- ${text.replaceAll(":", "")}\n`),
    word.map((text) => `/* ${text} -- \n /* ${text} */ */`),
    fc.constantFrom("\n", "\r\n", " \t", "\f\n"),
  );
  fc.assert(
    fc.property(
      fc.array(filler),
      fc.constantFrom("-- Kind: data\n", "--kind:data\r\n", "-- KIND : data"),
      (fillers, line) => {
        expect(headerOf(`${fillers.join("")}${line}`).kind).toBe("data");
        expect(headerOf(`${fillers.join("")}select 1;\n${line}`).kind).toBe("schema");
      },
    ),
  );
});
