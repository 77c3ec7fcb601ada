import { expect, test } from "vitest";
import { makeFact } from "../core/fact.ts";
import { spelled, withSpelling } from "./reprint.ts";

function view(definition: string) {
  return withSpelling(makeFact({ kind: "view", path: ["public", "v"] }, [], { definition }), ["definition"]);
}

test("a join on nothing is one fact in both spellings, written as it was printed", () => {
  const printed = view("SELECT a.x FROM (a LEFT JOIN b ON TRUE)");
  const again = view("SELECT a.x FROM (a LEFT JOIN b ON (true))");
  expect(printed.attributes).toEqual(again.attributes);
  expect(spelled(printed, "definition").text).toBe("SELECT a.x FROM (a LEFT JOIN b ON TRUE)");
});

test("what is in a text or a name stays as it is", () => {
  const definition = `SELECT ' ON TRUE' AS " ON TRUE", 'it''s ON TRUE' FROM (a LEFT JOIN b ON (true))`;
  expect(view(definition).attributes.definition).toBe(definition);
});
