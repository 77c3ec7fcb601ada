import { expect, test } from "vitest";
import { failureOf } from "../../test/support/failure-of.ts";
import { itemUpdate, type UpdateOrder } from "./item-update.ts";
import { fromItem } from "./value.ts";

function update(before: object, after: object, more: Partial<UpdateOrder> = {}) {
  const key = { PK: "CONFIG", SK: "SYSTEM" };
  return itemUpdate({
    before: fromItem({ ...key, ...before }),
    after: fromItem({ ...key, ...after }),
    reads: [],
    key: "PK",
    stamps: {},
    label: "CONFIG/SYSTEM",
    ...more,
  });
}

const many = (count: number, value: (index: number) => unknown): object =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`attribute_${index}`, value(index)]));

test("nothing is to be done when nothing differs, or only a stamp", () => {
  expect(update({ a: 1 }, { a: 1 })).toBeNull();
  expect(update({ a: 1, at: "then" }, { a: 1, at: "now" }, { stamps: fromItem({ at: "later" }) })).toBeNull();
});

test("a new, a changed and a removed value, each on its old state", () => {
  const { changes, ...made } = update({ m: { b: 1, c: 2 } }, { m: { a: 0, b: 2 } }) ?? { changes: [] };
  expect(changes.map(({ path }) => path.join("."))).toEqual(["m.b", "m.c", "m.a"]);
  expect(made).toEqual({
    UpdateExpression: "SET #0.#1 = :0, #0.#2 = :1 REMOVE #0.#3",
    ConditionExpression: "attribute_exists(#4) AND #0.#1 = :2 AND #0.#3 = :3 AND attribute_not_exists(#0.#2)",
    ExpressionAttributeNames: { "#0": "m", "#1": "b", "#2": "a", "#3": "c", "#4": "PK" },
    ExpressionAttributeValues: { ":0": { N: "2" }, ":1": { N: "0" }, ":2": { N: "1" }, ":3": { N: "2" } },
  });
});

test("reads are conditions, but those that others imply", () => {
  const before = { m: { x: 1, y: { z: 2 } }, other: 3 };
  const made = update(
    before,
    { ...before, next: 1 },
    {
      reads: [
        { path: ["m"], saw: "shape" },
        { path: ["m", "x"], saw: "value" },
        { path: ["m", "y"], saw: "value" },
        { path: ["m", "y", "z"], saw: "value" },
        { path: ["absent"], saw: "value" },
      ],
    },
  );
  expect(made?.ConditionExpression.split(" AND ").length).toBe(5);
  expect(made?.ConditionExpression).not.toContain("attribute_type");
});

test("too long as exact paths, it is written by whole attributes", () => {
  const wide = { m: many(200, (index) => index) };
  const made = update(wide, { m: many(200, (index) => index + 1) });
  expect(made?.UpdateExpression).toBe("SET #0 = :0");
});

test("too many attributes are refused, with the way out", async () => {
  const failure = await failureOf(() =>
    update(
      many(400, () => 1),
      many(400, () => 2),
    ),
  );
  expect(failure).toMatchObject({ code: "NOT_SUPPORTED", hint: expect.stringContaining("in place") });
});
