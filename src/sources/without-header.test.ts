import { expect, test } from "vitest";
import { withoutHeader } from "./without-header.ts";

test.each([
  ["-- Reverses: 001_a\n\ndrop table a;\n", "drop table a;\n"],
  ["\uFEFF-- Migration: a\r\n-- Date: 2026-01-01\r\n\r\nselect 1;\r\n", "select 1;\r\n"],
  ["-- why: because\n-- Kind: data\n/* block */\nselect 1;", "-- why: because\n/* block */\nselect 1;"],
  ["select 1; -- Kind: data\n", "select 1; -- Kind: data\n"],
  ["-- Kind: data", ""],
  ["", ""],
])("%j", (text, rest) => {
  expect(withoutHeader(text)).toBe(rest);
});
