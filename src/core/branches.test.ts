// Heads of `Depends` branches, and what each side has alone.
import { expect, test } from "vitest";
import { branchesOf, headsOf } from "./branches.ts";
import type { Migration } from "./migration.ts";

function migration(version: string, ...depends: readonly string[]): Migration {
  return { version, name: version, repeatable: false, header: { depends } } as unknown as Migration;
}

const names = (list: readonly Migration[]) => list.map(({ name }) => name);

test("without Depends there is one head, the newest", () => {
  expect(names(headsOf([migration("1"), migration("2"), migration("3")]))).toEqual(["3"]);
  expect(headsOf([])).toEqual([]);
});

test("two that follow the same one are two heads, and one that follows both joins them", () => {
  const all = [migration("1"), migration("2", "1"), migration("3", "1"), migration("4")];
  expect(names(headsOf(all))).toEqual(["2", "4"]);
  expect(names(headsOf([...all, migration("5", "2", "004")]))).toEqual(["5"]);
});

test("a branch is what one side has alone", () => {
  const all = [migration("1"), migration("2", "1"), migration("3", "1"), migration("4")];
  const [, two, , four] = all as [Migration, Migration, Migration, Migration];
  const { base, one, other } = branchesOf(all, [two, four]);
  expect([names(base), names(one), names(other)]).toEqual([["1"], ["2"], ["3", "4"]]);
  const within = branchesOf(all, [all[2] as Migration, four]);
  expect([names(within.one), names(within.other)]).toEqual([[], ["4"]]);
});
