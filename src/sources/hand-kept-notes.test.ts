// Lines of logs and pages that say something about a migration.
import { expect, test } from "vitest";
import type { Migration } from "../core/migration.ts";
import { hintsIn } from "./hand-kept-notes.ts";

const MIGRATIONS = ["001_expand_account", "003_fix_role", "003_fix_role_again"].map((name) => ({
  version: name.slice(0, 3),
  name,
})) as Migration[];

function said(text: string, file = "notes.md") {
  return hintsIn(text, { migrations: MIGRATIONS, file }).map(({ version, line, applied }) => [
    version,
    line,
    applied,
  ]);
}

test("a log kept by hand", () => {
  const log =
    "001_expand_account.sql - Applied 2025-12-25\r\n003_fix_role.sql 2025-12-26\n003_fix_role rolled back\n";
  expect(said(log, "migrations_applied.log")).toEqual([
    ["001", 1, true],
    ["003", 2, true],
    ["003", 3, false],
  ]);
});

test("a page with a section for each", () => {
  const page = [
    "### 001_expand_account.sql",
    "**Applied**: Unknown (check migration history)",
    "",
    "### 003_fix_role.sql",
    "**Lines**: ~15",
    "**Applied**: 2025-12-23 (likely)",
    "## Recent changes",
    "**Applied**: 2025-12-24",
  ].join("\n");
  expect(said(page)).toEqual([
    ["001", 2, undefined],
    ["003", 6, undefined],
  ]);
  expect(said("### 001_expand_account.sql\n**Applied**: 2025-12-23")).toEqual([["001", 2, true]]);
});

test("tables and lists", () => {
  expect(
    said("| 001_expand_account | 2025-12-25 | ada |\n- [x] 003_fix_role\n- [ ] 001_expand_account"),
  ).toEqual([
    ["001", 1, true],
    ["003", 2, true],
    ["001", 3, false],
  ]);
});

test("names alone, longer names and commands are no records", () => {
  expect(said("- 001_expand_account.sql\npsql < 001_expand_account.sql")).toEqual([]);
  expect(said("```\n001_expand_account.sql - Applied 2025-12-25\n```")).toEqual([]);
  expect(said("x001_expand_account applied, 001_expand_accounts applied")).toEqual([]);
});
