import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Claim, readClaim, takeClaim } from "./claim.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "godwit-claim-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function take(previous: Claim | null, pid: number): boolean {
  return takeClaim(folder, previous, { pid, socket: `/tmp/${pid}` });
}

test("the first claim counts, and only one of those who saw the same", () => {
  expect(readClaim(folder)).toBeNull();
  expect(take(null, 1)).toBe(true);
  expect(take(null, 2)).toBe(false);
  const first = readClaim(folder);
  expect(first).toEqual({ number: 1, pid: 1, socket: "/tmp/1" });
  expect(take(first, 3)).toBe(true);
  expect(take(first, 4)).toBe(false);
  expect(readClaim(folder)).toEqual({ number: 2, pid: 3, socket: "/tmp/3" });
});

test("whoever slept through two claims does not displace the living one", () => {
  take(null, 1);
  const seen = readClaim(folder);
  take(seen, 2);
  take(readClaim(folder), 3);
  // Claim 2 was removed as it no longer counts, so the name is free again.
  expect(readdirSync(folder)).toEqual(["keeper.3"]);
  expect(take(seen, 4)).toBe(false);
  expect(readClaim(folder)).toMatchObject({ number: 3, pid: 3 });
});

test("a claim that cannot be read is one of a dead holder", () => {
  mkdirSync(join(folder, "keeper.7"));
  expect(readClaim(folder)).toEqual({ number: 7, pid: 0, socket: "" });
  expect(take(readClaim(folder), 8)).toBe(true);
  expect(readdirSync(folder)).toEqual(["keeper.8"]);
});

test("in any order of looking and claiming nobody claims over a claim that he has not seen", () => {
  const steps = fc.array(fc.record({ who: fc.integer({ min: 0, max: 3 }), look: fc.boolean() }), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(steps, (order) => {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      const seen = new Map<number, Claim | null>();
      let counts: Claim | null = null;
      for (const { who, look } of order) {
        if (look) seen.set(who, readClaim(folder));
        else if (seen.has(who)) {
          const previous = seen.get(who) ?? null;
          expect(take(previous, who)).toBe(previous?.number === counts?.number);
          if (previous?.number === counts?.number) counts = readClaim(folder);
        }
        expect(readClaim(folder)?.number).toBe(counts?.number);
      }
    }),
    { numRuns: 60 },
  );
});
