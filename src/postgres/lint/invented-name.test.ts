// Names as PostgreSQL 15 was seen to invent them.
import { expect, test } from "vitest";
import { inventedName } from "./invented-name.ts";

const long = "a_table_with_a_name_that_is_much_longer_than_is_usual";

test.each([
  [{ table: "users", columns: [], label: "pkey" }, "users_pkey"],
  [{ table: "users", columns: ["first", "last"], label: "key" }, "users_first_last_key"],
  [
    { table: long, columns: ["the_first_column", "the_second_column"], label: "key" },
    "a_table_with_a_name_that_is_m_the_first_column_the_second_c_key",
  ],
  [
    { table: long, columns: ["x"], label: "fkey" },
    "a_table_with_a_name_that_is_much_longer_than_is_usual_x_fkey",
  ],
  [
    { table: "ä".repeat(30), columns: ["ö".repeat(20)], label: "idx" },
    `${"ä".repeat(14)}_${"ö".repeat(14)}_idx`,
  ],
])("%o", (unnamed, name) => {
  expect(inventedName(unnamed, () => false)).toBe(name);
});

test("a name that is taken is counted up", () => {
  const taken = new Set(["t_a_idx", "t_a_idx1"]);
  expect(inventedName({ table: "t", columns: ["a"], label: "idx" }, (name) => taken.has(name))).toBe(
    "t_a_idx2",
  );
});
