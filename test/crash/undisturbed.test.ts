// What the mixed history leaves when nobody disturbs it: the picture that crashed runs are compared with is right.
import { expect, test } from "vitest";
import { undisturbed } from "./kill-rounds.ts";

test("settings reach from part to part, and no further than their migration", async () => {
  const { relations, preamble, path, audit } = await undisturbed();
  const places = (relations as { nspname: string; relname: string; mine: boolean }[])
    .filter(({ relname }) => /^(carried|local|undone)/.test(relname))
    .map(({ nspname, relname, mine }) => `${nspname}.${relname}${mine ? "" : " of the role"}`);
  expect(places).toEqual([
    "other.carried_1",
    "other.carried_2",
    "other.carried_3 of the role",
    "other.carried_4 of the role",
    "other.carried_index of the role",
    "other.local_1",
    "public.local_2",
    "public.undone",
    "public.undone_id_idx",
  ]);
  // One backslash: standard_conforming_strings was off from the statement after its SET.
  expect(preamble).toEqual([{ x: "é\\n" }, { x: "ü" }]);
  expect(path).toEqual([{ path: '"$user", public', zone: "UTC", own: true, strings: "on" }]);
  expect((audit as { count: number }[]).every(({ count }) => count === 1)).toBe(true);
});
