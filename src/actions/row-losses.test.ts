// Three fingerprints of rows in sentences: what the migration takes, and what its rollback does.
import { expect, test } from "vitest";
import type { RowPrints } from "../core/row-print.ts";
import { lossesOf } from "./row-losses.ts";

function prints(
  tables: Readonly<Record<string, readonly [number, Readonly<Record<string, string>>]>>,
): RowPrints {
  return new Map(
    Object.entries(tables).map(([table, [rows, columns]]) => [
      table,
      { rows, columns: new Map(Object.entries(columns)) },
    ]),
  );
}

const BEFORE = prints({ "public.t": [3, { "a int": "1", "b text": "2" }] });

test("nothing is told where nothing changed, nor of new tables and columns", () => {
  const between = prints({
    "public.t": [3, { "a int": "1", "b text": "2", "c int": "9" }],
    "public.u": [0, {}],
  });
  expect(lossesOf({ before: BEFORE, between, after: BEFORE })).toEqual({
    byMigration: [],
    byRollback: [],
    notBroughtBack: [],
  });
});

test("what a migration takes is not its rollback's fault", () => {
  const between = prints({ "public.t": [3, { "a int": "1" }] });
  const after = prints({ "public.t": [3, { "a int": "1", "b text": "-" }] });
  expect(lossesOf({ before: BEFORE, between, after })).toEqual({
    byMigration: ["the values of public.t.b, which is gone or has another name"],
    byRollback: [],
    notBroughtBack: ["after the rollback the values of public.t.b are not what they were"],
  });
});

test("what a migration left alone and its rollback takes is the rollback's", () => {
  const rows = prints({ "public.t": [1, { "a int": "1", "b text": "2" }] });
  const values = prints({ "public.t": [3, { "a int": "7", "b text": "2" }] });
  expect(lossesOf({ before: BEFORE, between: BEFORE, after: rows }).byRollback).toEqual([
    "public.t had 3 rows and has 1 after the rollback",
  ]);
  expect(lossesOf({ before: BEFORE, between: BEFORE, after: values }).byRollback).toEqual([
    "after the rollback the values of public.t.a are not what they were",
  ]);
});

test("another type is no loss, another value is, and so are fewer rows and a table that is gone", () => {
  const took = (between: RowPrints) => lossesOf({ before: BEFORE, between }).byMigration;
  expect(took(prints({ "public.t": [3, { "a bigint": "5", "b text": "2" }] }))).toEqual([]);
  expect(took(prints({ "public.t": [3, { "a int": "5", "b text": "2" }] }))).toEqual([
    "the values of public.t.a, which are others",
  ]);
  expect(took(prints({ "public.t": [1, { "a int": "5" }] }))).toEqual(["2 of the 3 rows of public.t"]);
  expect(took(prints({}))).toEqual(["the 3 rows of public.t, which is gone or has another name"]);
});
