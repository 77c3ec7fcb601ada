// Every diff case from outside, in both directions: what misses is exactly what is known to miss.
import { describe, expect, it } from "vitest";
import { diffCases } from "../diff/diff-cases.ts";
import { CASES_MAJOR, KNOWN_MISSES, missesOf, proveCase } from "../diff/outside-cases.ts";
import { hasClients } from "../support/psql.ts";

const cases = diffCases();
const missing =
  cases.length === 0
    ? "no cases beside the repository"
    : hasClients(CASES_MAJOR)
      ? null
      : `no pg_dump of ${CASES_MAJOR} or later`;

describe.skipIf(missing !== null)(`cases from outside${missing ? ` (skipped: ${missing})` : ""}`, () => {
  it.each([...new Set(cases.map(({ suite }) => suite))])("%s", async (suite) => {
    const misses: string[] = [];
    for (const test of cases.filter((one) => one.suite === suite)) {
      misses.push(...missesOf(test, await proveCase(test)));
    }
    const known = Object.keys(KNOWN_MISSES).filter((title) => title.startsWith(`${suite}/`));
    const titles = misses.map((miss) => known.find((title) => miss.startsWith(title)) ?? miss);
    expect(titles.sort()).toEqual(known.sort());
  });
});
