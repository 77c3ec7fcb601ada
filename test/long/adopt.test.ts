// Real histories of which psql ran a random prefix or a random subset: what `adopt` finds out, and how much of it.
import { describe, expect, it } from "vitest";
import { DEFAULT_MAJOR } from "../../src/servers/platform.ts";
import { adoptChosen, nameOf, randomBySeed } from "../support/adoption-run.ts";
import { historyCases, missingForHistories } from "../support/history-case.ts";

const missing = missingForHistories();
const SEEDS = (process.env.GODWIT_TEST_SEEDS ?? "1,2").split(",").map(Number);
const ONLY = process.env.GODWIT_TEST_HISTORIES?.split(",");
const CASES = historyCases().filter(({ name }) => ONLY === undefined || ONLY.includes(name));

describe.skipIf(missing !== null)(`adopt on real histories${missing ? ` (skipped: ${missing})` : ""}`, () => {
  it.each(CASES.map((history) => [history.name, history] as const))("%s, prefixes", async (name, history) => {
    for (const seed of SEEDS) {
      const random = randomBySeed(seed * 31 + name.length);
      random();
      const size = 1 + Math.floor(random() * history.order.length);
      const found = await adoptChosen(history, { chosen: (index) => index < size, major: DEFAULT_MAJOR });
      const { wronglyApplied, wronglyNot, unknown, applied, document } = found;
      expect(wronglyApplied, `${name} ${size}`).toEqual([]);
      expect(wronglyNot, `${name} ${size}`).toEqual([]);
      const recorded = new Set(document.recorded.map((one) => one.name));
      const left = [...applied].filter((one) => !recorded.has(one));
      console.log(
        `${name}: prefix of ${size}, recorded ${recorded.size}, unknown ${unknown.length}, left ${left}`,
      );
      expect([...recorded].filter((one) => !applied.has(one))).toEqual([]);
      // What no fact can tell is left at the end alone: nothing comes after it.
      const silent = history.order.slice(0, size).map(({ up }) => nameOf(up));
      expect(silent.slice(silent.length - left.length)).toEqual(left);
      expect(left.filter((one) => !unknown.includes(one))).toEqual([]);
    }
  });

  it.each(CASES.map((history) => [history.name, history] as const))("%s, subsets", async (name, history) => {
    for (const [index, seed] of SEEDS.entries()) {
      const share = [0.5, 0.9, 0.7][index % 3] ?? 0.5;
      const random = randomBySeed(seed * 17 + name.length);
      const found = await adoptChosen(history, { chosen: () => random() < share, major: DEFAULT_MAJOR });
      const { wronglyApplied, wronglyNot, unknown, partly, applied } = found;
      const of = (count: number) => `${count} of ${history.order.length}`;
      console.log(
        `${name}: ${share}, applied ${applied.size}, unknown ${of(unknown.length)}, partly ${of(partly.length)}, ` +
          `wrong ${wronglyApplied.length + wronglyNot.length} ${wronglyNot} ${wronglyApplied}`,
      );
      expect(wronglyApplied, `${name} ${share}`).toEqual([]);
      expect(wronglyNot, `${name} ${share}`).toEqual([]);
    }
  });
});
