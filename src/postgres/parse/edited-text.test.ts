import fc from "fast-check";
import { expect, it } from "vitest";
import { type Edit, editText } from "./edited-text.ts";

/** Stretches of a text, each kept or replaced. */
const stretches = fc.array(
  fc.record({
    text: fc.string({ maxLength: 5 }),
    replacement: fc.option(fc.string({ maxLength: 5 }), { nil: undefined }),
  }),
  { maxLength: 8 },
);

it("edits ranges and knows where everything was", () => {
  fc.assert(
    fc.property(stretches, (parts) => {
      const edits: Edit[] = [];
      const origins: number[] = [];
      let text = "";
      for (const { text: part, replacement } of parts) {
        const start = text.length;
        text += part;
        if (replacement !== undefined) edits.push({ start, end: text.length, replacement });
        const kept = replacement ?? part;
        for (let i = 0; i < kept.length; i++) origins.push(replacement === undefined ? start + i : start);
      }
      const edited = editText(text, edits);
      expect(edited.text).toBe(parts.map(({ text: part, replacement }) => replacement ?? part).join(""));
      expect(origins.map((_, offset) => edited.original(offset))).toEqual(origins);
    }),
  );
});

it("edits a part of a text, with offsets of the whole", () => {
  const edited = editText("a b c d", [{ start: 4, end: 5, replacement: "long" }], { start: 2, end: 7 });
  expect(edited.text).toBe("b long d");
  expect([0, 2, 5, 7, 8, 99].map((offset) => edited.original(offset))).toEqual([2, 4, 4, 6, 7, 7]);
});
