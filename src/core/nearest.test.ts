// Suggestions: slips are recognised, other words are not.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearest } from "./nearest.ts";

const NAMES = ["lockTimeout", "lockBudget", "wait", "role", "up", "down", "status", "completion"];

describe("nearest", () => {
  it.each([
    ["lockTimeuot", "lockTimeout"],
    ["lock_timeout", "lockTimeout"],
    ["lock-budget", "lockBudget"],
    ["roel", "role"],
    ["stauts", "status"],
    ["comp", "completion"],
  ])("%s is meant as %s", (word, meant) => {
    expect(nearest(word, NAMES)).toBe(meant);
  });

  it.each(["x", "migrate", "banana", ""])("%j is meant as nothing", (word) => {
    expect(nearest(word, ["lockTimeout", "completion"])).toBeUndefined();
  });

  it("answers the word itself where it is known", () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), (name) => {
        expect(nearest(name, NAMES)).toBe(name);
      }),
    );
  });

  it("survives a swap of two neighbours in any longer word", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{6,12}$/), fc.nat(4), (word, at) => {
        const swapped = word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
        expect(nearest(swapped, [word])).toBe(word);
      }),
    );
  });
});
