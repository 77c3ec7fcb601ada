import { describe, expect, it } from "vitest";
import { editText } from "./edited-text.ts";
import { type SplitOptions, split } from "./split.ts";

/** Statements as text, commands with their backslash, rows as they are. */
function pieces(text: string, options?: SplitOptions): string[] {
  return [...split(text, options)].map((piece) => {
    if (piece.kind === "copy-data") return `rows:${text.slice(piece.start, piece.end)}`;
    if (piece.kind === "meta") return `\\${[piece.name, ...piece.args].join(" ")}`;
    return piece.kind === "open" ? "" : editText(text, piece.edits, piece).text;
  });
}

describe("split", () => {
  it.each<[string, string, string[]]>([
    ["semicolons", "select 1;select 2 ; ;; select 3", ["select 1", "select 2", "select 3"]],
    ["quotes", `select ';''', ";"";";x`, [`select ';''', ";"";"`, "x"]],
    ["backslashes in E''", "select E'\\';', 'a\\';x", ["select E'\\';', 'a\\'", "x"]],
    ["a continued E''", "select E'a'\n '\\';';x", ["select E'a'\n '\\';'", "x"]],
    [
      "prefixes",
      "select U&'\\;', b'0;', X';', n';', u&\";\";x",
      ["select U&'\\;', b'0;', X';', n';', u&\";\"", "x"],
    ],
    ["dollar quotes", "select $$;$$, $a$;$$;$a$, $é$;$é$;x", ["select $$;$$, $a$;$$;$a$, $é$;$é$", "x"]],
    ["a dollar in a name", "select a$b$;x$b$", ["select a$b$", "x$b$"]],
    ["parameters", "select $1;x", ["select $1", "x"]],
    [
      "parentheses",
      "create rule r as on insert to t do (select 1; select 2);x",
      ["create rule r as on insert to t do (select 1; select 2)", "x"],
    ],
    ["comments", "/* ; /* ; */ ; */ select 1 -- ;\n; -- ;\nx/*;*/;", ["select 1", "x"]],
    [
      "a body",
      "create function f() begin atomic select case when 1 then 2 end; end; x",
      ["create function f() begin atomic select case when 1 then 2 end; end", "x"],
    ],
    [
      "a replaced body",
      "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC a; END; x",
      ["CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC a; END", "x"],
    ],
    [
      "BEGIN outside of routines",
      "begin; create table t(a int); end; x",
      ["begin", "create table t(a int)", "end", "x"],
    ],
    ["an operator before a comment", "select 1 +/* ; */ 2;x", ["select 1 +/* ; */ 2", "x"]],
    ["casts and slices", "select a::int, b[1:2], c := 1;x", ["select a::int, b[1:2], c := 1", "x"]],
    ["CRLF", "select 1;\r\nselect\r\n2;\r\n", ["select 1", "select\r\n2"]],
    ["nothing", " \n-- c\n/* d */ ; ", []],
  ])("cuts %s", (_, text, expected) => {
    expect(pieces(text)).toEqual(expected);
  });

  it("reads psql commands where they stand", () => {
    expect(
      pieces("\\set a 'b ''c' \"d e\"\nselect 1 \\g\nselect 2 \\gset x_\n\\echo hi \\\\ select 3;"),
    ).toEqual(['\\set a b \'c "d e"', "select 1", "select 2", "\\gset x_", "\\echo hi", "select 3"]);
  });

  it("takes commands out of the middle of a statement", () => {
    expect(pieces("select 1,\n\\echo half\n2;")).toEqual(["\\echo half", "select 1,\n\n2"]);
  });

  it("lets \\; end a statement, and \\: pass", () => {
    expect(pieces("select 1\\; select (2\\;3);select a\\:b")).toEqual([
      "select 1",
      "select (2;3)",
      "select a:b",
    ]);
    expect([...split("a\\;b;c")].map((piece) => piece.kind === "statement" && piece.terminator)).toEqual([
      "\\;",
      ";",
      "",
    ]);
  });

  it("forgets the statement at \\r", () => {
    expect(pieces("select ( 'a' \\r\nselect 2;")).toEqual(["\\r", "select 2"]);
  });

  it("reads the rows of COPY", () => {
    expect(
      pieces("copy t from stdin;\na;'\n\\.x\n\\.\nselect 1;\ncopy t (a) from STDIN \\g\nb\n\\.\r\nselect 2"),
    ).toEqual([
      "copy t from stdin",
      "rows:a;'\n\\.x\n",
      "select 1",
      "copy t (a) from STDIN",
      "rows:b\n",
      "select 2",
    ]);
    expect(pieces("copy t from stdin;\na")).toEqual(["copy t from stdin", "rows:a"]);
    expect(pieces("copy t from stdin;")).toEqual(["copy t from stdin", "rows:"]);
    expect(pieces("\\copy t from pstdin\na\n\\.\nx")).toEqual(["\\copy t from pstdin", "rows:a\n", "x"]);
    expect(pieces("copy (select 1) to stdout; copy t from 'f'; x")).toEqual([
      "copy (select 1) to stdout",
      "copy t from 'f'",
      "x",
    ]);
  });

  it("reads on behind the rows where a line goes on after COPY", () => {
    expect(pieces("copy a from stdin; copy b from stdin; select\n1\n\\.\n2\n\\.\n3;")).toEqual([
      "copy a from stdin",
      "rows:1\n",
      "copy b from stdin",
      "rows:2\n",
      "select\n3",
    ]);
  });

  it("believes COPY FROM stdout only where rows are closed", () => {
    expect(pieces("copy t from stdout;\na\n\\.\nx")).toEqual(["copy t from stdout", "rows:a\n", "x"]);
    expect(pieces("copy t from stdout; x")).toEqual(["copy t from stdout", "x"]);
  });

  it("puts variables in", () => {
    const variable = (name: string): string | undefined => ({ n: "7", s: "it's \\ ;", t: "a;b" })[name];
    expect(pieces(`select :n, :'s', :"t", :{?n}, :{?z}, :z, ':n', x::n;`, { variable })).toEqual([
      `select 7,  E'it''s \\\\ ;', "a;b", TRUE, FALSE, :z, ':n', x::n`,
    ]);
  });

  it("follows standard_conforming_strings", () => {
    const text =
      "set standard_conforming_strings = off; select '\\';'; set standard_conforming_strings to on; select '\\';x";
    expect(pieces(text).slice(1)).toEqual([
      "select '\\';'",
      "set standard_conforming_strings to on",
      "select '\\'",
      "x",
    ]);
  });

  it.each([
    ["select 'a;", "quoted string", 7],
    ['select "a;', "quoted identifier", 7],
    ["select $a$;$$", "dollar-quoted string", 7],
    ["select 1 /* ;", "/* comment", 9],
    ["select 1; /* /* */", "/* comment", 10],
  ])("tells what %s leaves open", (text, what, start) => {
    const last = [...split(text)].at(-1);
    expect(last?.kind === "statement" ? last.unterminated : last).toMatchObject({ what, start });
  });

  it("reads no further than it is asked", () => {
    let asked = 0;
    const reader = split("select :a; select :b;", {
      variable: () => {
        asked++;
        return undefined;
      },
    });
    reader.next();
    expect(asked).toBe(1);
  });
});
