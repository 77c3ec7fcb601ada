import { describe, expect, it } from "vitest";
import { GodwitError } from "../../core/errors.ts";
import type { Included } from "../../core/migration.ts";
import { type DocumentSource, readDocument, type SqlDocument } from "./document.ts";

const read = (text: string, more: Partial<DocumentSource> = {}): Promise<SqlDocument> =>
  readDocument({ bytes: Buffer.from(text), file: "001_a.sql", placeholders: {}, ...more });

const texts = async (text: string, more?: Partial<DocumentSource>): Promise<string[]> =>
  (await read(text, more)).statements.map((statement) => statement.text);

async function failure(text: string, more?: Partial<DocumentSource>): Promise<GodwitError> {
  const thrown: unknown = await read(text, more).catch((error: unknown) => error);
  if (thrown instanceof GodwitError) return thrown;
  throw new Error(`accepted: ${text}`, { cause: thrown });
}

describe("readDocument", () => {
  it("answers statements with their place and nature", async () => {
    const { statements } = await read("\ufeff-- é\n  select 1; vacuum t;\n");
    expect(statements.map(({ text, start, end, nature }) => [text, start, end, nature.nodeName])).toEqual([
      ["select 1", 11, 19, "SelectStmt"],
      ["vacuum t", 21, 29, "VacuumStmt"],
    ]);
    expect(statements[0]?.at).toEqual({
      file: "001_a.sql",
      line: 2,
      column: 3,
      excerpt: "  select 1; vacuum t;\n  ^",
    });
  });

  it.each(["", "\n", "-- only\n/* comments */", ";;"])("finds nothing in %j", async (text) => {
    expect(await read(text)).toEqual({ statements: [], notes: [] });
  });

  it("names the place of a syntax error before anything runs", async () => {
    const error = await failure("select 1;\n-- 𝒳\nselect '𝒳' frm t wher;\n");
    expect([error.code, error.message]).toEqual(["SQL_SYNTAX", 'syntax error at or near "t"']);
    expect(error.at).toEqual({
      file: "001_a.sql",
      line: 3,
      column: 16,
      excerpt: "select '𝒳' frm t wher;\n               ^",
    });
  });

  it.each([
    ["select 'a", "unterminated quoted string", 8],
    ["select 1 /* a", "unterminated /* comment", 10],
    ["select 1; /* a", "unterminated /* comment", 11],
  ])("names the place where %s opens", async (text, message, column) => {
    const error = await failure(text);
    expect([error.code, error.message, error.at?.column]).toEqual(["SQL_SYNTAX", message, column]);
  });

  it("makes a note of new syntax where the server is newer than the grammar", async () => {
    const { statements, notes } = await read(
      "repack table t; create index concurrently i on t using x y z;",
      {
        newerThanGrammar: true,
      },
    );
    expect(statements.map(({ nature }) => [nature.nodeName, nature.transaction])).toEqual([
      [null, "never"],
      [null, "never"],
    ]);
    expect(notes).toMatchObject([{ at: { line: 1, column: 1 } }, { at: { line: 1, column: 58 } }]);
  });

  it("reads COPY rows, from \\copy too", async () => {
    const { statements } = await read(
      "copy t from stdin;\n1\n\\.\n\\copy t (a) from pstdin with (null '');\n2\n\\.\n",
    );
    expect(statements.map(({ text, copyData }) => [text, copyData])).toEqual([
      ["copy t from stdin", "1\n"],
      ["copy t (a) from stdin with (null '')", "2\n"],
    ]);
    expect(statements[1]?.copyDataAt).toMatchObject({ line: 5, column: 1 });
    expect((await failure("copy t from stdout;")).code).toBe("SQL_REFUSED");
    expect((await failure("\\copy t from stdin; select 1\n\\.\n")).at).toMatchObject({ line: 1, column: 21 });
  });

  it("cuts where psql would send several statements as one", async () => {
    const text = "create procedure begin() language sql as 'é'; select 1; /* c */ select 2";
    const { statements } = await read(text);
    expect(statements.map((statement) => statement.text)).toEqual([
      "create procedure begin() language sql as 'é'",
      "select 1",
      "select 2",
    ]);
    expect(statements[1]?.at).toMatchObject({ line: 1, column: 47 });
  });

  it("does not parse literals that the grammar reads differently", async () => {
    const { statements } = await read("set standard_conforming_strings = off; select 'it\\'s'; select 'a'");
    expect(statements.map(({ nature }) => nature.nodeName)).toEqual(["VariableSetStmt", null, "SelectStmt"]);
  });
});

describe("placeholders", () => {
  it("are filled everywhere, and positions stay those of the file", async () => {
    const text =
      "create table ${schema}.t (a text default '${schema} ${other}');\ngrant select on ${schema}.t to ${role};";
    const { statements } = await read(text, { placeholders: { schema: "a_long_schema", role: "r" } });
    expect(statements[0]?.text).toBe(
      "create table a_long_schema.t (a text default 'a_long_schema ${other}')",
    );
    expect(statements[1]?.at).toMatchObject({ line: 2, column: 1 });
    const column = (statements[1]?.text.indexOf(" to ") ?? 0) + 2;
    expect(statements[1]?.locate(column)).toMatchObject({ line: 2, column: 29 });
    expect(statements[1]?.locate("grant select on a_".length)).toMatchObject({ line: 2, column: 17 });
  });

  it("may hold whole statements", async () => {
    expect(await texts("${both} select 3", { placeholders: { both: "select 1; select 2;" } })).toEqual([
      "select 1",
      "select 2",
      "select 3",
    ]);
  });

  it("must be declared outside of quotes and comments", async () => {
    const error = await failure("select '${a}', $$${b}$$; -- ${c}\nselect ${d.e};", { placeholders: {} });
    expect([error.code, error.message]).toEqual([
      "PLACEHOLDER_UNKNOWN",
      "placeholder ${d.e} is not declared",
    ]);
    expect(error.at).toMatchObject({ line: 2, column: 8 });
    expect((await failure("select ${toString};")).code).toBe("PLACEHOLDER_UNKNOWN");
  });
});

describe("psql commands", () => {
  it("are passed over where they do no harm", async () => {
    const text =
      "\\set ON_ERROR_STOP on\n\\set QUIET 1\n\\timing\n\\pset pager off\n\\encoding UTF8\n\\restrict abc\n\\x\\t\\a\n" +
      "\\echo hi \\\\ select 1;\n\\qecho x\n\\warn y\nselect 2 \\gx\n\\unrestrict abc\n";
    expect(await texts(text)).toEqual(["select 1", "select 2"]);
  });

  it.each([
    "\\connect db",
    "\\if true",
    "\\! ls",
    "\\copy t from 'f.csv'",
    "\\copy t to stdout",
    "\\.",
    "\\set AUTOCOMMIT off",
    "\\set now `date`",
    "\\encoding latin1",
    "\\i x.sql",
    "\\g",
    "\\gx",
    "\\o f",
    "\\q",
    "\\echo 'open",
  ])("are refused by name: %s", async (command) => {
    const error = await failure(`select 1;\n  ${command}\n`);
    expect(error.code).toBe("META_COMMAND");
    expect(error.message).toContain(command.split(" ")[0]);
    expect(error.at).toMatchObject({ line: 2, column: 3 });
  });

  it.each(["gset", "gexec", "crosstabview", "watch 1", "bind 1", "g f.txt"])(
    "are refused: \\%s",
    async (name) => {
      expect((await failure(`select 1 \\${name}\n`)).message).toContain(`\\${name.split(" ")[0]} cannot`);
    },
  );

  it("set variables that are used as values and names", async () => {
    const text = "\\set n 5\n\\set who 'o''x'\nselect :n, :'who', :\"who\", :unset_slice[1:n];\n\\unset n\n";
    expect(await texts(text.replace(":unset_slice[1:n]", "a[1:2]"))).toEqual([
      "select 5, 'o''x', \"o'x\", a[1:2]",
    ]);
    const error = await failure("select :n;");
    expect([error.code, error.at?.column]).toEqual(["SQL_SYNTAX", 8]);
    expect(error.hint).toContain("psql variable :n");
    expect((await failure("\\set n 'a; b'\nselect :n;")).message).toContain(":n holds more than");
    expect((await failure("select :'USER';")).code).toBe("META_COMMAND");
    expect((await failure("\\set db :DBNAME")).message).toContain(":DBNAME is known to psql only");
    expect(await texts("\\echo :DBNAME\nselect 1")).toEqual(["select 1"]);
  });

  it("include files, whose places are their own", async () => {
    const files: Record<string, string> = {
      "sub/b.sql": "select 2;\n\\ir c.sql",
      "sub/c.sql": "select\n  3;",
    };
    const include = (path: string, relative: boolean): Included => {
      const file = relative ? `sub/${path}` : path;
      return { file, bytes: Buffer.from(files[file] ?? ""), include };
    };
    const { statements } = await read("select 1;\n\\i 'sub/b.sql'\nselect 4;", { include });
    expect(statements.map(({ text, at }) => [text, at.file, at.line])).toEqual([
      ["select 1", "001_a.sql", 1],
      ["select 2", "sub/b.sql", 1],
      ["select\n  3", "sub/c.sql", 1],
      ["select 4", "001_a.sql", 3],
    ]);
    files["sub/c.sql"] = "\\i sub/b.sql";
    const error = await failure("\\i sub/b.sql", { include });
    expect(error.message).toContain("001_a.sql -> sub/b.sql -> sub/c.sql -> sub/b.sql");
    expect(error.at).toMatchObject({ file: "sub/c.sql", line: 1, column: 1 });
  });
});
