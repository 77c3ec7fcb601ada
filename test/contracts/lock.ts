// What every engine's lock must do, written against core's ports only.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database, Held, LockAttempt } from "../../src/core/engine.ts";
import type { Event } from "../../src/core/event.ts";
import { anyRecord, anyRun, type ContractStore, LEASE_MS } from "./contract-store.ts";

export function lockContract(name: string, open: () => Promise<ContractStore>): void {
  describe(`lock contract: ${name}`, () => {
    let store: ContractStore;

    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    it("is given to one run, and names the holder to the others", async () => {
      const run = anyRun();
      const first = await store.open(run);
      const second = await store.open(anyRun("bob"));
      const held = await take(first);
      const attempt = await attemptOn(second);
      expect(attempt).toMatchObject({
        holder: { runId: run.runId, who: "ada", host: "here", pid: run.pid, purpose: "contract" },
      });
      expect("againMs" in attempt && attempt.againMs).toBeGreaterThan(0);
      await held.release();
      await (await take(second)).release();
    });

    it("is given to exactly one of many that ask at once", async () => {
      const databases = await Promise.all(Array.from({ length: 8 }, () => store.open(anyRun())));
      const attempts = await Promise.all(databases.map(attemptOn));
      const winners = attempts.filter((attempt) => "held" in attempt);
      expect(winners.length).toBe(1);
      await Promise.all(winners.map((winner) => winner.held.release()));
    });

    it("shows in the history while it is held, with a fence that never goes back", async () => {
      const database = await store.open(anyRun());
      const fences: bigint[] = [];
      for (let round = 0; round < 3; round++) {
        const held = await take(database);
        const { lease } = await database.history();
        expect(lease).toMatchObject({ held: true, leaseMs: LEASE_MS, who: "ada", purpose: "contract" });
        fences.push(BigInt(lease?.fence ?? -1));
        await held.release();
        expect((await database.history()).lease?.held ?? false).toBe(false);
      }
      expect(fences).toEqual([...fences].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
    });

    it("stays with a holder that lives, however long others wait", async () => {
      const held = await take(await store.open(anyRun()));
      const other = await store.open(anyRun("bob"));
      const end = performance.now() + LEASE_MS * 3;
      while (performance.now() < end) {
        const attempt = await attemptOn(other);
        expect(attempt).toHaveProperty("holder");
        await pause(100);
      }
      expect(held.lost.aborted).toBe(false);
      await held.record([change("001")]);
      await held.release();
    });

    it("passes on from a holder that died, which can write nothing any more", async () => {
      const first = await store.open(anyRun());
      const zombie = await take(first);
      await store.kill(first);
      const events: Event[] = [];
      const second = await store.open(anyRun("bob"), events);
      const held = await takeWithin(second, LEASE_MS * 4);
      expect(events.map(({ type }) => type)).toContain("lock-taken-over");
      expect(BigInt(held.fence)).toBeGreaterThan(BigInt(zombie.fence));
      await held.record([change("002")]);
      await expect(zombie.record([change("003")])).rejects.toThrow();
      const { records } = await second.history();
      expect(records.map(({ version }) => version)).toContain("002");
      expect(records.map(({ version }) => version)).not.toContain("003");
      expect((await second.log(10)).map(({ event }) => event)).toContain("taken-over");
      expect((await second.verifyLog()).brokenAt).toBeNull();
      await held.release();
    });

    it("tells its holder when it is lost", async () => {
      const first = await store.open(anyRun());
      const held = await take(first);
      await store.kill(first);
      await aborted(held.lost, LEASE_MS * 3);
      expect(held.lost.reason).toMatchObject({ status: 4 });
    });

    it("is not unlocked while its holder lives, unless by force", async () => {
      const held = await take(await store.open(anyRun()));
      const other = await store.open(anyRun("bob"));
      await expect(other.unlock({ force: false, reason: "impatient" })).rejects.toMatchObject({
        code: "STILL_HELD",
      });
      expect(await other.unlock({ force: true, reason: "certain" })).toMatchObject({ who: "ada" });
      // Lost with its lock or with its connection: either way it may be run again.
      await expect(held.record([change("004")])).rejects.toMatchObject({ status: 4 });
      const next = await take(other);
      await next.release();
      expect(await other.log(10)).toContainEqual(
        expect.objectContaining({ event: "unlocked", reason: "certain" }),
      );
    });

    it("is unlocked after its holder's death", async () => {
      const first = await store.open(anyRun());
      await take(first);
      await store.kill(first);
      const other = await store.open(anyRun("bob"));
      expect(await other.unlock({ force: false, reason: "it is dead" })).toMatchObject({ who: "ada" });
      await (await take(other)).release();
    });

    it("answers null when there is nothing to unlock", async () => {
      const database = await store.open(anyRun());
      await (await take(database)).release();
      expect(await database.unlock({ force: false, reason: "none" })).toBeNull();
      expect(await database.unlock({ force: true, reason: "none" })).toBeNull();
    });
  });
}

function attemptOn(database: Database): Promise<LockAttempt> {
  return database.tryLock({ purpose: "contract", leaseMs: LEASE_MS });
}

async function take(database: Database): Promise<Held> {
  const attempt = await attemptOn(database);
  if ("held" in attempt) return attempt.held;
  throw new Error(`held by ${attempt.holder.runId}`);
}

async function takeWithin(database: Database, ms: number): Promise<Held> {
  const end = performance.now() + ms;
  for (;;) {
    const attempt = await attemptOn(database);
    if ("held" in attempt) return attempt.held;
    if (performance.now() > end) throw new Error(`still held by ${attempt.holder.runId}`);
    await pause(attempt.againMs);
  }
}

function change(version: string) {
  const log = { event: "applied", version, name: `${version}_add_things` } as const;
  return { put: anyRecord(version), log };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function aborted(signal: AbortSignal, ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (!signal.aborted) {
    if (performance.now() > end) throw new Error(`not aborted after ${ms} ms`);
    await pause(20);
  }
}
