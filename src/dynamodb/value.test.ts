import fc from "fast-check";
import { expect, test } from "vitest";
import { failureOf } from "../../test/support/failure-of.ts";
import { Decimal } from "../core/decimal.ts";
import { type AttributeValue, sameMap } from "./attribute.ts";
import { fromItem, toItem } from "./value.ts";

const digits = fc.stringMatching(/^-?[1-9]\d{0,37}$/);
const name = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "toString", "a.b", "#0"));

const { attribute } = fc.letrec<{ attribute: AttributeValue }>((tie) => ({
  attribute: fc.oneof(
    { depthSize: "small" },
    fc.record({ S: fc.string() }),
    fc.record({ N: digits }),
    fc.record({ BOOL: fc.boolean() }),
    fc.record({ NULL: fc.constant(true as const) }),
    fc.record({ B: fc.uint8Array() }),
    fc.record({ SS: fc.uniqueArray(fc.string(), { minLength: 1 }) }),
    fc.record({ NS: fc.uniqueArray(digits, { minLength: 1 }) }),
    fc.record({ BS: fc.uniqueArray(fc.uint8Array(), { minLength: 1, selector: String }) }),
    fc.record({ L: fc.array(tie("attribute")) }),
    fc.record({ M: fc.dictionary(name, tie("attribute")) }),
  ),
}));

test("whatever DynamoDB holds comes back the same through plain values", () => {
  fc.assert(
    fc.property(fc.dictionary(name, attribute), (map) => {
      expect(sameMap(fromItem(toItem(map)), map)).toBe(true);
    }),
  );
});

test("numbers are plain where JavaScript holds them exactly", () => {
  const numbers = { a: { N: "1.0" }, b: { N: "-0.1" }, c: { N: "9007199254740993" }, d: { N: "1e100" } };
  expect(toItem(numbers)).toEqual({ a: 1, b: -0.1, c: new Decimal("9007199254740993"), d: 1e100 });
  expect(fromItem({ a: 1, b: 2n ** 64n, c: new Decimal("0.10"), d: -0 })).toEqual({
    a: { N: "1" },
    b: { N: "18446744073709551616" },
    c: { N: "0.10" },
    d: { N: "0" },
  });
});

test("equality is DynamoDB's: numbers by value, sets without order", () => {
  expect(sameMap({ a: { N: "1.0" } }, { a: { N: "1" } })).toBe(true);
  expect(sameMap({ a: { NS: ["1", "2.0"] } }, { a: { NS: ["2", "1"] } })).toBe(true);
  expect(sameMap({ a: { L: [{ S: "x" }, { S: "y" }] } }, { a: { L: [{ S: "y" }, { S: "x" }] } })).toBe(false);
  expect(sameMap({ a: { S: "1" } }, { a: { N: "1" } })).toBe(false);
  expect(sameMap({ a: { NULL: true } }, {})).toBe(false);
});

test("undefined is absent, as in JSON", () => {
  expect(fromItem({ a: undefined, b: { c: undefined } })).toEqual({ b: { M: {} } });
});

test.each<[string, unknown]>([
  ["a is a Date", new Date()],
  ["a is a Map", new Map()],
  ["a is a function", () => 1],
  ["a is NaN", Number.NaN],
  ["a is Infinity", Number.POSITIVE_INFINITY],
  ["a is an empty set", new Set()],
  ["a is a set whose members", new Set(["x", 1])],
  ["a[1] is undefined", [1, undefined]],
  ["a.b[0].c is a symbol", { b: [{ c: Symbol("x") }] }],
])("%s, which cannot be stored", async (message, value) => {
  const failure = await failureOf(() => fromItem({ a: value }));
  expect(failure).toMatchObject({ code: "MODULE_INVALID", message: expect.stringContaining(message) });
});
