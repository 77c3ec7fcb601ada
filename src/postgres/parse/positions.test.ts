import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Positions } from "./positions.ts";

/** Whole characters of one to four bytes, line breaks among them. */
const character = fc.constantFrom("a", "b", " ", "\t", "\n", "\r\n", "é", "漢", "𝒳", "🦤");
const text = fc.array(character, { maxLength: 60 }).map((characters) => characters.join(""));
/** Long enough for several checkpoints. */
const longText = fc.tuple(text, fc.integer({ min: 1, max: 300 })).map(([part, times]) => part.repeat(times));

describe("Positions", () => {
  it("converts a character's offsets to bytes and code points and back", () => {
    fc.assert(
      fc.property(fc.oneof(text, longText), fc.nat(), (whole, pick) => {
        const positions = new Positions(whole);
        const points = [...whole];
        const point = points.length === 0 ? 0 : pick % (points.length + 1);
        const before = points.slice(0, point).join("");
        expect(positions.codePointOffset(before.length)).toBe(point);
        expect(positions.byteOffset(before.length)).toBe(Buffer.byteLength(before));
        expect(positions.fromCodePointOffset(point)).toBe(before.length);
        expect(positions.fromByteOffset(Buffer.byteLength(before))).toBe(before.length);
        expect(positions.fromLineColumn(positions.lineColumn(before.length))).toBe(
          before.endsWith("\r") ? before.length - 1 : before.length,
        );
      }),
    );
  });

  it("counts lines from 1 and columns in code points from 1", () => {
    const positions = new Positions("a𝒳b\r\n\n漢x");
    expect(positions.lineColumn(0)).toEqual({ line: 1, column: 1 });
    expect(positions.lineColumn(3)).toEqual({ line: 1, column: 3 });
    expect(positions.lineColumn(6)).toEqual({ line: 2, column: 1 });
    expect(positions.lineColumn(8)).toEqual({ line: 3, column: 2 });
    expect(positions.lineColumn(9)).toEqual({ line: 3, column: 3 });
  });

  it("keeps the offset inside of the text", () => {
    const positions = new Positions("abc");
    expect(positions.lineColumn(99)).toEqual({ line: 1, column: 4 });
    expect(positions.fromByteOffset(99)).toBe(3);
    expect(positions.fromLineColumn({ line: 9, column: 1 })).toBe(3);
    expect(positions.fromLineColumn({ line: 1, column: 9 })).toBe(3);
  });

  it("shows the line with a caret, behind the same tabs", () => {
    expect(new Positions("select 1;\r\n\tselect x𝒳 oops;\r\n").excerpt(23)).toBe(
      "\tselect x𝒳 oops;\n\t          ^",
    );
  });

  it("cuts long lines around the caret", () => {
    const line = `${"a".repeat(500)}X${"b".repeat(500)}`;
    const [shown = "", caret = ""] = new Positions(line).excerpt(500).split("\n");
    expect(shown.length).toBeLessThan(130);
    expect(shown).toMatch(/^\.\.\.a+Xb+\.\.\.$/);
    expect(shown.charAt(caret.indexOf("^"))).toBe("X");
  });
});
