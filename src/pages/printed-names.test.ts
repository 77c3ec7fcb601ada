import { expect, it } from "vitest";
import { foreignKeyOf, namesIn } from "./printed-names.ts";

it("reads the names of a foreign key", () => {
  expect(
    foreignKeyOf('FOREIGN KEY (a, "B, c)") REFERENCES app."T ""x"""(id, "D") ON DELETE CASCADE'),
  ).toEqual({
    columns: ["a", "B, c)"],
    references: ["app", 'T "x"'],
    referenced: ["id", "D"],
  });
  expect(foreignKeyOf("FOREIGN KEY (id, PERIOD at) REFERENCES public.größe(id, PERIOD at)")).toEqual({
    columns: ["id", "at"],
    references: ["public", "größe"],
    referenced: ["id", "at"],
  });
  expect(foreignKeyOf("CHECK ((a > 0))")).toBeUndefined();
});

it("reads names up to the end of a list", () => {
  expect(namesIn('a, "b c") INCLUDE (d)')).toEqual(["a", "b c"]);
  expect(namesIn("")).toEqual([]);
});
