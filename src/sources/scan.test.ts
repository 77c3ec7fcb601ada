import fc from "fast-check";
import { expect, test } from "vitest";
import { failureOf } from "../../test/support/failure-of.ts";
import { sha256 } from "../core/digest.ts";
import type { GodwitError } from "../core/errors.ts";
import { type Scan, scan, scanText } from "./scan.ts";

function scanned(source: string | Uint8Array, language: "sql" | "module" = "sql"): Scan {
  return scan(Buffer.from(source), { file: "001_x.sql", language });
}

test("the checksum is that of the bytes", () => {
  const bytes = Buffer.from("\uFEFF-- Kind: data\r\nselect 'ü';");
  expect(scanned(bytes).checksum).toBe(sha256(bytes));
});

test.each([
  ["", "nothing"],
  ["\uFEFF \r\n\t", "nothing"],
  ["-- nothing for PostgreSQL", "comments"],
  ["--", "comments"],
  ["/* a /* b */ */\n", "comments"],
  ["-- Migration: add users\n-- Ticket:\n\n", "header"],
  ["-- Ticket:\n", "header"],
  ["select 1", "statements"],
  ["-- a\n;", "statements"],
  ["-- a\n/* never closed", "statements"],
  ["- -", "statements"],
])("%j has %s", (source, content) => {
  expect(scanned(source).content).toBe(content);
});

test("a header longer than the head that is read first is read whole", () => {
  // Every length around the cut: in a comment, between dashes, inside a character, in blanks.
  for (let length = 4060; length < 4110; length++) {
    for (const filler of [
      `-- ${"ü".repeat(length / 2)}\n`,
      `/*${"x".repeat(length)}*/`,
      " ".repeat(length),
    ]) {
      const { header, content } = scanned(`${filler}-- Kind: data\nselect 1`);
      expect(header.kind).toBe("data");
      expect(content).toBe("statements");
      expect(scanned(`${filler}-- Kind: data`).content).toBe("header");
    }
  }
});

test.each([
  ["-- +goose Up\ncreate table a ();\n-- +goose Down\ndrop table a;", "goose"],
  ["-- migrate:up\ncreate table a ();\n-- migrate:down\ndrop table a;", "dbmate"],
  ["-- +migrate Up\nselect 1", "sql-migrate"],
  ["-- we migrate: up and down\nselect 1", undefined],
])("%j is marked for %s", (source, tool) => {
  expect(scanned(source).markedFor).toBe(tool);
});

test.each([
  [Buffer.from("\uFEFFselect 1", "utf16le"), "001_x.sql is UTF-16, not UTF-8", undefined],
  [Buffer.from("select 1;\nselect 'gr\xfc\xdfe'", "latin1"), "001_x.sql is not UTF-8 (line 2)", 2],
  [Buffer.from("a\nb\nselect '\0'"), "001_x.sql has a NUL byte in it (line 3)", 3],
])("%o is refused", async (bytes, message, line) => {
  const failure = await failureOf(() => scanned(bytes));
  expect(failure).toMatchObject({ code: "FILE_ENCODING", message });
  expect(failure.at?.line).toBe(line);
});

test("a text says what its bytes say", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "-- ",
      "/* ",
      " */",
      "\n",
      "\uFEFF",
      "Kind: data\n",
      "\\i x",
      "select 1;",
      "+goose Up\n",
      "ü",
    ),
    fc.string({ unit: "grapheme" }),
  );
  const outcome = (read: () => Scan) => {
    try {
      return read();
    } catch (error) {
      const { code, message, hint, at } = error as GodwitError;
      return { code, message, hint, at };
    }
  };
  fc.assert(
    fc.property(fc.array(piece), fc.constantFrom("sql", "module"), (pieces, language) => {
      const text = pieces.join("");
      fc.pre(!text.includes("\uFFFD"));
      const about = { file: "001_x.sql", language } as const;
      expect(outcome(() => scanText(text, about))).toEqual(outcome(() => scan(Buffer.from(text), about)));
    }),
    { numRuns: 1000 },
  );
});
