import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { split } from "./split.ts";

/** Tokens that are whole by themselves and cannot begin a command. */
const token = fc.constantFrom(
  "select",
  "update",
  "x",
  "é",
  "1.5",
  "$1",
  "'a;''b'",
  "E'\\';'",
  "U&'\\0061;'",
  '"n;""m"',
  "$$ ; $$",
  "$t$ $$;' $t$",
  "(a; b)",
  "/* ; /* ' */ */",
  "-- it's ;\n",
  "::",
  ":=",
  "[1:2]",
  "+",
  "||",
  ",",
);
const word = fc.constantFrom("select", "insert", "alter", "x");
const blank = fc.constantFrom(" ", "\n", "\r\n", "\t", " -- ';\n", ' /* ;" */ ');
/** Begins and ends in a word, so that no blank or comment belongs to its ends. */
const statement = fc
  .tuple(word, fc.array(token, { maxLength: 12 }), word)
  .map(([first, tokens, last]) => [first, ...tokens, last].join(" "));

describe("split, of whatever statements", () => {
  it("gives back the statements that were joined", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(statement, blank), { maxLength: 8 }), (statements) => {
        const text = statements.map(([sql, space]) => `${space}${sql}${space};`).join("");
        const found = [...split(text)].map(({ start, end }) => text.slice(start, end));
        expect(found).toEqual(statements.map(([sql]) => sql));
      }),
    );
  });

  it("loses nothing: pieces and what stands between them are the text", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(statement, blank), { maxLength: 8 }), (statements) => {
        const text = statements.map(([sql, space]) => `${space}${sql};${space}`).join("");
        let rebuilt = "";
        let from = 0;
        for (const { start, end } of split(text)) {
          const between = text.slice(from, start);
          expect([...split(between)]).toEqual([]);
          rebuilt += between + text.slice(start, end);
          from = end;
        }
        expect(rebuilt + text.slice(from)).toBe(text);
      }),
    );
  });

  it("answers ascending pieces inside of the text, whatever the text", () => {
    const soup = fc.array(
      fc.oneof(
        token,
        fc.constantFrom("'", '"', "$", "\\", ";", "(", ")", "/*", "\n", "\\.", "copy t from stdin;"),
      ),
      {
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(soup, (parts) => {
        const text = parts.join(" ");
        for (const piece of split(text)) {
          expect(piece.start).toBeGreaterThanOrEqual(0);
          expect(piece.end).toBeGreaterThanOrEqual(piece.start);
          expect(piece.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});
