import { expect, test } from "vitest";
import { similarName } from "./similar-name.ts";

const existing = ["001_add_users", "002_create_orders_index", "003_größe"];

test.each([
  ["add_user", "001_add_users"],
  ["ad_users", "001_add_users"],
  ["users_add", "001_add_users"],
  ["index_orders_create", "002_create_orders_index"],
  ["add_invoices", undefined],
  ["drop_orders_index", undefined],
])("%s is like %s", (name, expected) => {
  expect(similarName(name, existing)).toBe(expected);
});

test("without migrations nothing is similar", () => {
  expect(similarName("add_users", [])).toBeUndefined();
  expect(similarName("add_users", ["001", "002"])).toBeUndefined();
});
