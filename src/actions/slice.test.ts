import { expect, test } from "vitest";
import { continuation, sliceOf } from "./slice.ts";

test("a part is begun only where one like the longest would end in time", async () => {
  let now = 0;
  const slice = sliceOf(1_000, () => now);
  const took = (ms: number) => slice.part("a", async () => (now += ms));
  await took(100);
  await took(300);
  await took(350);
  expect(slice.remainingMs()).toBe(250);
  await expect(took(1)).rejects.toMatchObject({ code: "CONTINUE", status: 4 });
  expect(slice.parts()).toBe(3);
  slice.close();
});

test("one that is longer than half of a slice gets its chance in a fresh one", async () => {
  let now = 0;
  const slice = sliceOf(1_000, () => now);
  await slice.part("a", async () => (now += 480));
  await slice.part("b", async () => (now += 15));
  expect(() => slice.insist("c")).not.toThrow();
  now = 501;
  await expect(slice.part("c", async () => 1)).resolves.toBe(1);
  now = 521;
  expect(() => slice.insist("d")).toThrow("d goes on in the next invocation");
  slice.close();
});

test("at its end the signal says why", async () => {
  const slice = sliceOf(5);
  await new Promise((resolve) => slice.signal.addEventListener("abort", resolve));
  expect(continuation(new Error("canceled by us"), slice.signal)).toMatchObject({ code: "CONTINUE" });
  const never = sliceOf(100_000);
  expect(continuation(new Error("another"), never.signal)).toBeUndefined();
  never.close();
});
