// Commented-out rollbacks at the end of a migration.
import { expect, test } from "vitest";
import type { Migration } from "../core/migration.ts";
import { rollbackBlock } from "./rollback-blocks.ts";

function block(text: string, more: Partial<Migration> = {}) {
  const up = { file: "db/023_x.sql", checksum: "", language: "sql" as const, read: () => Buffer.from(text) };
  const migration = { version: "023", name: "023_x", repeatable: false, up, ...more } as Migration;
  return rollbackBlock(migration);
}

test("a block with rulers and a file's name", () => {
  const text = [
    "create table x ();",
    "-- ====================",
    "-- ROLLBACK (save as 023_x_rollback.sql)",
    "-- ====================",
    "-- drop policy p on x;",
    "--",
    "-- drop table x;",
    "",
  ].join("\r\n");
  expect(block(text)).toMatchObject({
    file: "db/023_x_rollback.sql",
    line: 3,
    text: "drop policy p on x;\n\ndrop table x;\n",
  });
});

test("a short name, and a name that is not this migration's", () => {
  expect(
    block("select 1;\n-- Rollback script (separate file: 023_rollback.sql)\n-- drop table x;")?.file,
  ).toBe("db/023_rollback.sql");
  expect(block("select 1;\n-- rollback: ../../etc/passwd.sql\n-- drop table x;")?.file).toBe(
    "db/023_x_rollback.sql",
  );
});

test("words before the statements are left out, and a block without statements is none", () => {
  expect(block("select 1;\n-- Down\n-- This takes it away again.\n-- drop table x;")?.text).toBe(
    "drop table x;\n",
  );
  expect(block("select 1;\n-- Rollback: not possible, restore the backup")).toBeUndefined();
});

test("statements after it, a rollback of its own, and no heading", () => {
  expect(block("-- rollback\n-- drop table x;\ncreate table x ();")).toBeUndefined();
  const down = { file: "db/023_x_rollback.sql" } as Migration["up"];
  expect(block("select 1;\n-- rollback\n-- drop table x;", { down })).toBeUndefined();
  expect(block("select 1;\n-- drop table x;")).toBeUndefined();
});
