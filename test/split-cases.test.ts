// Cuts the scripts of other projects (../shared/cases/split, not part of this repository) and compares with theirs.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { editText } from "../src/postgres/parse/edited-text.ts";
import { Lexer } from "../src/postgres/parse/lexer.ts";
import { Positions } from "../src/postgres/parse/positions.ts";
import { split } from "../src/postgres/parse/split.ts";
import type { StatementPiece } from "../src/postgres/parse/statement-state.ts";

const ROOT = join(import.meta.dirname, "../../shared/cases/split");
const here = existsSync(ROOT);

interface Case {
  readonly name: string;
  readonly input: string;
  readonly statements: readonly string[];
  readonly meta: Readonly<Record<string, unknown>>;
}

function casesOf(suite: string): Case[] {
  const folder = join(ROOT, suite);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => {
    const read = (file: string) => readFileSync(join(folder, name, file), "utf8");
    const expected = existsSync(join(folder, name, "expected.json")) ? JSON.parse(read("expected.json")) : {};
    return {
      name,
      input: read("input.sql"),
      statements: expected.statements ?? [],
      meta: JSON.parse(read("meta.json")),
    };
  });
}

function statementsOf(text: string): StatementPiece[] {
  return [...split(text)].filter((piece) => piece.kind === "statement");
}

/** The statements of a text in tokens, without comments, blanks and empty statements. */
function cut(text: string): string[] {
  return statementsOf(text).map((piece) => tokens(editText(text, piece.edits, piece).text));
}

/** Comments and blanks outside of quotes removed, and the last semicolon. */
function tokens(statement: string): string {
  const lexer = new Lexer(statement);
  const found: string[] = [];
  while (lexer.next()) found.push(lexer.value);
  while (found.at(-1) === ";") found.pop();
  return found.join(" ");
}

const meaningful = (statements: readonly string[]): string[] =>
  statements.map(tokens).filter((text) => text !== "");

describe.runIf(here)("scripts of other projects are cut the same", () => {
  it.each(casesOf("pg16_regress"))("PostgreSQL's regression tests: $name", ({ input, statements }) => {
    expect(cut(input)).toEqual(meaningful(statements));
  });

  it.each(casesOf("libpg_query"))("libpg_query: $name", ({ input, statements, meta }) => {
    expect(cut(input)).toEqual(meaningful(statements));
    // Its ranges take in blanks and comments before a statement, ours begin with the first token.
    const ranges = String(meta.loc)
      .split(";")
      .map((range) => range.match(/\d+/g)?.map(Number) ?? []);
    expect(
      within(
        input,
        ranges.map(([start = 0, length = 0]) => [start, start + length]),
      ),
    ).toBe(true);
  });

  it.each(casesOf("bytebase"))("bytebase: $name", ({ input, statements, meta }) => {
    expect(cut(input)).toEqual(meaningful(statements));
    const pieces = meta.raw as readonly { empty: boolean; range: { start: number; end: number } }[];
    const ranges = pieces.filter(({ empty }) => !empty).map(({ range }) => [range.start, range.end] as const);
    expect(within(input, ranges)).toBe(true);
  });

  it.each(casesOf("goose"))("goose: $name", ({ input, statements, meta }) => {
    const found = gooseStatements(input, meta.direction === "down" ? "down" : "up");
    if (meta.expect_error === true) expect(found).toBeNull();
    else if (meta.direction === undefined) expect(found?.length).toBeGreaterThan(0);
    // Its own cuts are by lines and marks, so what it sends at once is cut again.
    else expect(found).toEqual(statements.flatMap(cut));
  });
});

it.skipIf(!here)(
  "scripts of other projects are in ../shared/cases/split (skipped where they are not)",
  () => {
    expect(casesOf("pg16_regress").length).toBeGreaterThan(0);
  },
);

/** Whether our statements lie in the other's ranges (in bytes), one in each. */
function within(input: string, ranges: readonly (readonly number[])[]): boolean {
  const positions = new Positions(input);
  // An open comment is a statement to bytebase.
  const ours = [...split(input)].filter(({ kind }) => kind === "statement" || kind === "open");
  return (
    ours.length === ranges.length &&
    ours.every((piece, i) => {
      const [start = 0, end = 0] = ranges[i] ?? [];
      return positions.byteOffset(piece.start) >= start && positions.byteOffset(piece.end) <= end;
    })
  );
}

/** The statements of one section of goose's file. Null where it refuses the file: the last one does not end. */
function gooseStatements(input: string, direction: "up" | "down"): string[] | null {
  const sections = { up: "", down: "", none: "" };
  let section: keyof typeof sections = "none";
  let substitutes = false;
  for (const line of input.split("\n")) {
    const mark = /^\s*--\s*\+goose\s+(.*\S)/i.exec(line)?.[1]?.toLowerCase();
    if (mark === "up" || mark === "down") section = mark;
    // What stands in a block is sent whole, with or without a semicolon.
    else if (mark === "statementend") sections[section] += ";\n";
    else if (mark?.startsWith("envsub")) substitutes = mark.endsWith("on");
    else if (mark === undefined) sections[section] += `${substitutes ? substitute(line) : line}\n`;
  }
  const pieces = statementsOf(sections[direction]);
  return pieces.every((piece) => piece.terminator === ";") ? cut(sections[direction]) : null;
}

const ENVIRONMENT: Readonly<Record<string, string>> = {
  GOOSE_ENV_REGION: "us_east_",
  GOOSE_ENV_SET_BUT_EMPTY_VALUE: "",
  GOOSE_ENV_NAME: "foo",
};

/** Environment variables as goose fills them: `$NAME`, `${NAME}`, `${NAME-default}`, and `\$` for a dollar. */
function substitute(line: string): string {
  const variable = /\\\$|\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})/g;
  return line.replace(variable, (found, plain: string, braced: string, otherwise: string) =>
    found === "\\$" ? "$" : (ENVIRONMENT[plain ?? braced] ?? otherwise ?? ""),
  );
}
