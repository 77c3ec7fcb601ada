import { expect, test } from "vitest";
import type { DynamoScript, Item } from "../../core/module-dynamo.ts";
import type { Step } from "../../core/step.ts";
import type { ModuleRun } from "../program.ts";
import { proveItems } from "./prove.ts";

const target = { table: "league", keys: ["PK", "SK"], account: null } as const;
const stamps = { at: "updated_at", by: "updated_by" };

function step(run: DynamoScript | undefined): Step<ModuleRun> {
  const op = { direction: "up", run, checksum: "" } as const;
  return { op, text: "", hash: "", at: { file: "x.ts" }, afterCrash: "again" };
}

interface About {
  readonly up: DynamoScript;
  readonly down?: DynamoScript;
  readonly init?: DynamoScript;
}

const matrix = (permissions: object) => ({ PK: "CONFIG", SK: "MATRIX", permissions });
const OLD: DynamoScript = async (ctx) => {
  await ctx.put(matrix({ edit: { roles: ["admin"] } }));
  for (let n = 0; n < 12; n++) await ctx.put({ PK: "TEAM", SK: `${n}`, n });
};
const NEW: DynamoScript = async (ctx) => {
  await ctx.put(matrix({ edit: { roles: ["admin"] }, view: { roles: ["all"] } }));
  for (let n = 0; n < 12; n++) await ctx.put({ PK: "TEAM", SK: `${n}`, n: n + 1, done: true });
};
const UP: DynamoScript = async (ctx) => {
  await ctx.update<{ permissions: Record<string, unknown> }>(["CONFIG", "MATRIX"], (item) => {
    item.permissions.view = { roles: ["all"] };
    return item;
  });
  await ctx.transform((item: Item) =>
    item.PK === "CONFIG" || item.done ? item : { ...item, n: Number(item.n) + 1, done: true },
  );
};

async function proved({ up, down, init = NEW }: About) {
  const { migrations, parity } = await proveItems(
    { target, stamps },
    {
      ...{ base: step(OLD), init: step(init), signal: new AbortController().signal, seed: 3 },
      migrations: [{ version: "001", name: "001_view", up: step(up), down: step(down) }],
    },
  );
  return { proofs: migrations[0]?.proofs, parity };
}

test("a migration that goes together with its init is proved", async () => {
  const { proofs, parity } = await proved({ up: UP });
  expect(proofs).toMatchObject({
    ...{ applies: { verdict: "pass" }, reapplies: { verdict: "pass" } },
    ...{ resumes: { verdict: "pass" }, rollback: { verdict: "pass" } },
  });
  expect(parity).toEqual({ verdict: "pass", evidence: "13 of 13 items are the same" });
});

test("an init that was forgotten, or a migration that was, is named", async () => {
  expect((await proved({ up: UP, init: OLD })).parity).toMatchObject({
    verdict: "fail",
    evidence: expect.stringContaining("CONFIG/MATRIX: +permissions.view"),
  });
  expect((await proved({ up: () => undefined })).parity).toMatchObject({
    verdict: "fail",
    evidence: expect.stringContaining("CONFIG/MATRIX: -permissions.view"),
  });
});

test("one that counts is not idempotent, nor does it come to the same from a half", async () => {
  const counts: DynamoScript = async (ctx) => {
    await ctx.transform((item: Item) => ({ ...item, n: Number(item.n ?? 0) + 1 }));
  };
  const { proofs } = await proved({ up: counts });
  expect(proofs?.reapplies).toMatchObject({
    verdict: "fail",
    evidence: expect.stringContaining("TEAM/0: ~n"),
  });
  expect(proofs?.resumes.verdict).toBe("fail");
});

test("a down that does not give back what was fails, one that does passes", async () => {
  const up: DynamoScript = (ctx) => ctx.put({ PK: "CONFIG", SK: "B" }).then(() => undefined);
  expect((await proved({ up, down: () => undefined })).proofs?.rollback).toEqual({
    verdict: "fail",
    evidence: "CONFIG/B: is there",
  });
  const down: DynamoScript = (ctx) => ctx.delete("CONFIG", "B").then(() => undefined);
  expect((await proved({ up, down })).proofs?.rollback.verdict).toBe("pass");
});

test("what does not apply is told with its reason, and parity is not claimed", async () => {
  const { proofs, parity } = await proved({
    up: (ctx) => ctx.update(["NO", "ITEM"], (item) => item).then(() => undefined),
  });
  expect(proofs?.applies).toMatchObject({ verdict: "fail", evidence: "there is no item NO/ITEM in league" });
  expect(parity.verdict).toBe("skipped");
});
