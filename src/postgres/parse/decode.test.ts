import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GodwitError } from "../../core/errors.ts";
import { decodeSql } from "./decode.ts";

const bytes = (text: string, encoding: BufferEncoding = "utf8"): Uint8Array => Buffer.from(text, encoding);

function failure(input: Uint8Array): GodwitError {
  try {
    decodeSql(input, "001_a.sql");
  } catch (thrown) {
    if (thrown instanceof GodwitError) return thrown;
    throw thrown;
  }
  throw new Error("decodeSql accepted it");
}

describe("decodeSql", () => {
  it("gives back any text, without a byte order mark", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 50 }), (text) => {
        fc.pre(!text.includes("\0") && !text.startsWith("\ufeff"));
        expect(decodeSql(bytes(text), "x.sql")).toEqual({ text, skipped: 0 });
        expect(decodeSql(bytes(`\ufeff${text}`), "x.sql")).toEqual({ text, skipped: 3 });
      }),
    );
  });

  it.each([
    ["UTF-16", Buffer.concat([Buffer.from([0xff, 0xfe]), bytes("select 1", "utf16le")])],
    ["UTF-16", bytes("select 1;", "utf16le")],
    ["UTF-16", bytes("select 1;", "utf16le").toReversed()],
    ["UTF-16", Buffer.from([0xfe, 0xff, 0, 0x41])],
    ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0])],
    ["UTF-32", Buffer.from([0x41, 0, 0, 0, 0x42, 0, 0, 0])],
  ])("refuses %s", (name, input) => {
    const error = failure(input);
    expect(error.code).toBe("FILE_ENCODING");
    expect(error.message).toContain(`001_a.sql is ${name}`);
  });

  it.each([
    ["a stray continuation byte", [0x80], "0x80"],
    ["Latin-1", [0xe9, 0x20], "0xe9"],
    ["an overlong form", [0xc0, 0xaf], "0xc0"],
    ["a surrogate", [0xed, 0xa0, 0x80], "0xed"],
    ["beyond U+10FFFF", [0xf4, 0x90, 0x80, 0x80], "0xf4"],
    ["a cut sequence", [0xe6, 0xbc], "0xe6"],
  ])("names the place of %s", (_, broken, byte) => {
    const error = failure(Buffer.concat([bytes("select 1;\n-- é"), Buffer.from(broken)]));
    expect(error.message).toBe(`001_a.sql has byte ${byte}, which is not UTF-8, at line 2, column 5`);
    expect(error.at).toEqual({ file: "001_a.sql", line: 2, column: 5 });
  });

  it("names the place of a NUL byte", () => {
    expect(failure(bytes("select 1;\nselect '\0';")).at).toEqual({ file: "001_a.sql", line: 2, column: 9 });
  });
});
