import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FingerprintSource, fingerprint } from "./fingerprint.ts";

const of = (text: string, include?: FingerprintSource["include"]): string =>
  fingerprint({ bytes: Buffer.from(text), file: "a.sql", ...(include ? { include } : {}) });

const base = "CREATE TABLE s.t (a int DEFAULT 1, b text DEFAULT 'x');\ncopy t from stdin;\n1\tx\n\\.\n";

describe("fingerprint", () => {
  it("names its version", () => {
    expect(of(base)).toMatch(/^v1:[0-9a-f]{64}$/);
    // A stored fingerprint must mean the same for ever: this one may change only with the version.
    expect(of("select 1")).toBe("v1:6ea26c9930ed16de93aaa6ad093be133cc506d1f8cfafc35b341e059153a4ce0");
  });

  it.each([
    [
      "layout",
      "create table s . t(a int default 1,\n\n b text default 'x') ;\ncopy t from stdin;\n1\tx\n\\.\n",
    ],
    ["comments", `-- Title: x\n/* c */${base}-- end`],
    ["CRLF", base.replaceAll("\n", "\r\n")],
    ["a byte order mark", `\ufeff${base}`],
    ["harmless commands", `\\echo hi\n${base}\\timing\n`],
    ["empty statements", `;;${base};`],
  ])("does not count %s", (_, text) => {
    expect(of(text)).toBe(of(base));
  });

  it.each([
    ["a literal", base.replace("'x'", "'X'")],
    ["a number", base.replace("1,", "2,")],
    ["a name", base.replace("s.t", "s.u")],
    ["a quoted name", base.replace("s.t", 's."t"')],
    ["COPY rows", base.replace("1\tx", "1\ty")],
    ["the cut", base.replace(");", ")")],
    ["an operator", base.replace("DEFAULT 1", "DEFAULT -1")],
    ["a command", `\\set a 1\n${base}`],
  ])("counts %s", (_, text) => {
    expect(of(text)).not.toBe(of(base));
  });

  it("folds A to Z only, as PostgreSQL does", () => {
    expect(of("select É")).not.toBe(of("select é"));
    expect(of("SELECT É")).toBe(of("select É"));
    expect(of("select E'x'")).toBe(of("select e'x'"));
  });

  it("counts an included file as if it stood there, and placeholders unfilled", () => {
    const include = (path: string) => ({ file: path, bytes: Buffer.from("select 2;"), include });
    expect(of("select 1;\n\\i b.sql\nselect 3;", include)).toBe(of("select 1; select 2; select 3;"));
    expect(of("select '${a}'")).not.toBe(of("select '${b}'"));
    const ring = (path: string) => ({ file: path, bytes: Buffer.from("\\i b.sql"), include: ring });
    expect(() => of("\\i b.sql", ring)).toThrow(/include each other/);
  });

  it("tells tokens apart whatever they hold", () => {
    const token = fc.constantFrom(
      "a",
      "b",
      "A",
      "'a'",
      "'a b'",
      '"a"',
      "1",
      "1.",
      "+",
      "-",
      "(",
      ")",
      "$$a$$",
      "é",
      ":=",
    );
    const statement = fc.array(token, { maxLength: 6 });
    const space = fc.constantFrom(" ", "\n", " /* ' */ ", ' -- "\n');
    fc.assert(
      fc.property(statement, statement, space, (a, b, between) => {
        const fold = (tokens: readonly string[]) => tokens.map((t) => (t === "A" ? "a" : t)).join(" ");
        expect(of(a.join(between)) === of(b.join(" "))).toBe(fold(a) === fold(b));
      }),
      { numRuns: 300 },
    );
  });
});
