import { expect, test } from "vitest";
import { pace } from "./pace.ts";

/** A clock that only sleeping moves. */
function bench() {
  let at = 0;
  const made = pace({
    now: () => at,
    sleep: async (ms) => {
      at += ms;
    },
  });
  const pass = (ms: number): void => {
    at += ms;
  };
  return { made, seconds: () => at / 1000, pass };
}

async function write(made: ReturnType<typeof pace>, times: number, units = 1): Promise<void> {
  for (let n = 0; n < times; n++) {
    await made.turn();
    made.spent(units);
  }
}

test("without a ceiling nobody waits", async () => {
  const { made, seconds } = bench();
  await write(made, 10_000);
  expect(seconds()).toBe(0);
});

test("a ceiling holds, whatever a write turns out to cost", async () => {
  const { made, seconds } = bench();
  made.limit(100);
  await write(made, 100, 7);
  expect(seconds()).toBeGreaterThan(6.8);
  expect(seconds()).toBeLessThan(7.3);
});

test("what was not used is not saved up for a burst", async () => {
  const { made, seconds, pass } = bench();
  made.limit(100);
  pass(60_000);
  await write(made, 200);
  expect(seconds() - 60).toBeGreaterThan(1.6);
});

test("throttling halves the rate once for many refusals, and calm gives it back", async () => {
  const { made, seconds } = bench();
  made.limit(100);
  await write(made, 100);
  for (let n = 0; n < 30; n++) made.throttled();
  const start = seconds();
  await write(made, 50);
  expect(seconds() - start).toBeGreaterThan(0.9);
  expect(seconds() - start).toBeLessThan(1.2);
  await write(made, 1_500);
  const later = seconds();
  await write(made, 100);
  expect(seconds() - later).toBeLessThan(1.1);
});

test("throttled without a ceiling, it slows down to half of what was really written, and speeds up again", async () => {
  const { made, seconds, pass } = bench();
  for (let n = 0; n < 100; n++) {
    await write(made, 10);
    pass(10);
  }
  made.throttled();
  const start = seconds();
  await write(made, 500);
  expect(seconds() - start).toBeGreaterThan(0.7);
  await write(made, 60_000);
  const later = seconds();
  await write(made, 10_000);
  expect(seconds() - later).toBe(0);
});

test("a ceiling can be changed while it runs", async () => {
  const { made, seconds } = bench();
  made.limit(10);
  await write(made, 20);
  const start = seconds();
  made.limit(1_000);
  await write(made, 1_000);
  expect(seconds() - start).toBeLessThan(1.3);
});
