import { describe, expect, it } from "vitest";
import { backoff } from "./retry.ts";

function clock() {
  let at = 0;
  return {
    now: () => at,
    pass: (ms: number) => {
      at += ms;
    },
  };
}

describe("backoff", () => {
  it("doubles, with jitter between half and all of it", () => {
    const { now, pass } = clock();
    for (const [random, expected] of [
      [0, [50, 100, 200, 400]],
      [1, [100, 200, 400, 800]],
    ] as const) {
      const retry = backoff({ budgetMs: 100_000, now, random: () => random });
      expect(expected.map(() => retry.next())).toEqual(expected);
      pass(1);
    }
  });

  it("never pauses beyond the budget, and ends with it", () => {
    const { now, pass } = clock();
    const retry = backoff({ budgetMs: 120, now, random: () => 1 });
    expect(retry.next()).toBe(100);
    pass(100);
    expect(retry.next()).toBe(20);
    pass(20);
    expect(retry.next()).toBeNull();
    expect(retry.attempts).toBe(2);
    expect(retry.remainingMs()).toBe(0);
  });

  it("stays below its longest pause", () => {
    const { now } = clock();
    const retry = backoff({ budgetMs: 1e9, longestMs: 300, now, random: () => 1 });
    expect(Array.from({ length: 5 }, () => retry.next())).toEqual([100, 200, 300, 300, 300]);
  });
});
