// Widths and cuts of texts that are not plain ASCII.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { oneLine, pad, printable, textWidth, truncate } from "./text-width.ts";

describe("textWidth", () => {
  it.each([
    ["abc", 3],
    ["größe", 5],
    ["e\u0301", 1],
    ["日本語", 6],
    ["한국", 4],
    ["ｆｕｌｌ", 8],
    ["👍🏽", 2],
    ["👨‍👩‍👧", 2],
    ["\u001b[31mred\u001b[39m", 3],
    ["", 0],
  ])("%s takes %i columns", (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

describe("truncate", () => {
  it.each([
    ["abcdef", 4, "abc…"],
    ["abcd", 4, "abcd"],
    ["日本語", 4, "日…"],
    ["日本語", 5, "日本…"],
    ["abc", 1, "…"],
    ["abc", 0, ""],
  ])("%s to %i", (text, width, cut) => {
    expect(truncate(text, width)).toBe(cut);
  });

  it("never answers more than it may", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(30), (text, width) => {
        expect(textWidth(truncate(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

it("pads by columns, not by characters", () => {
  expect(pad("日本", 6)).toBe("日本  ");
  expect(pad("7", 3, "left")).toBe("  7");
});

it("makes one line of many, without control characters", () => {
  expect(oneLine("  create table a (\n\tb int\u0007\n)  ")).toBe("create table a ( b int )");
});

describe("printable", () => {
  it("shows what would work on the terminal, and keeps lines", () => {
    expect(printable("a\x1b[31mb\u202ec\td\r\ne\rf")).toBe("a\\u001b[31mb\\u202ec\td\ne\\u000df");
  });

  it("lets no control character through", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(printable(text)).not.toMatch(/[^\P{Control}\n\t]/u);
      }),
    );
  });
});
