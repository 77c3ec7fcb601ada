import { expect, test } from "vitest";
import { type Fact, keyOf, makeFact } from "./fact.ts";
import { without } from "./without.ts";

function fact(kind: string, path: readonly string[], needs: readonly string[] = []): [string, Fact] {
  return [keyOf(kind, path), makeFact({ kind, path }, needs, {})];
}

const schema = new Map([
  fact("schema", ["app"]),
  fact("table", ["app", "places"], ["schema app"]),
  fact("column", ["app", "places", "at"], ["table app.places"]),
  fact("view", ["app", "near"], ["column app.places.at"]),
  fact("comment", ["view", "app", "near"], ["view app.near"]),
  fact("table", ["app", "other"], ["schema app"]),
  fact("function", ["app", "f(integer)"], ["schema app"]),
]);

test("what begins with the path goes, and all that needs it", () => {
  const { schema: rest, left } = without(schema, [["app", "places"]]);
  expect([...rest.keys()]).toEqual(["schema app", "table app.other", "function app.f(integer)"]);
  expect(left).toEqual([
    "table app.places",
    "column app.places.at",
    "view app.near",
    "comment view.app.near",
  ]);
});

test("a schema that the search path chose is any, and arguments are not part of a name", () => {
  const { left } = without(schema, [
    [null, "other"],
    ["app", "f"],
    ["app", "oth"],
  ]);
  expect(left).toEqual(["table app.other", "function app.f(integer)"]);
});

test("nothing to leave out leaves the schema as it is", () => {
  expect(without(schema, []).schema).toBe(schema);
});
