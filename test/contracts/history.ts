// What every engine's history must do, written against core's ports only.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database, Held, RecordChange } from "../../src/core/engine.ts";
import { BY_CLOCK, type HistoryRecord } from "../../src/core/history.ts";
import { RESERVED_VERSION } from "../../src/core/version.ts";
import { anyRecord, anyRun, type ContractStore, LEASE_MS } from "./contract-store.ts";

export function historyContract(name: string, open: () => Promise<ContractStore>): void {
  describe(`history contract: ${name}`, () => {
    let store: ContractStore;
    let database: Database;

    beforeEach(async () => {
      store = await open();
      database = await store.open(anyRun());
    });
    afterEach(() => store.close());

    const lock = async (one: Database = database): Promise<Held> => {
      const attempt = await one.tryLock({ purpose: "contract", leaseMs: LEASE_MS });
      if ("held" in attempt) return attempt.held;
      throw new Error(`held by ${attempt.holder.runId}`);
    };
    const write = async (...changes: RecordChange[]): Promise<void> => {
      const held = await lock();
      await held.record(changes);
      await held.release();
    };
    const put = (version: string, changes = {}): RecordChange => ({
      put: anyRecord(version, changes),
      log: { event: "applied", version, name: `${version}_add_things`, executionTimeMs: 7 },
    });
    const versions = async (one: Database = database): Promise<string[]> =>
      (await one.history()).records.map((record) => record.version).filter((one) => one !== RESERVED_VERSION);

    it("is empty, and reading writes nothing", async () => {
      expect(await database.history()).toEqual({ layout: 0, records: [], lease: null });
      expect((await database.history()).layout).toBe(0);
    });

    it("gives back every field of a record as it was written", async () => {
      await write(put("024"));
      const { layout, records } = await database.history();
      expect(layout).toBeGreaterThan(0);
      expect(untimed(records, "024")).toEqual(untimed([anyRecord("024")], "024"));
    });

    it("keeps nulls and empty lists apart from absent values", async () => {
      const bare = {
        description: null,
        checksum: null,
        fingerprint: null,
        stepsHash: [],
        stepStarted: null,
        error: null,
        rollback: null,
        gitSha: null,
        executionTimeMs: 0,
      };
      await write(put("025", bare));
      const { records } = await database.history();
      expect(untimed(records, "025")).toEqual(untimed([anyRecord("025", bare)], "025"));
    });

    it("says when a record was written, and whether a step is open", async () => {
      await write(put("026", { appliedAt: BY_CLOCK }), put("027", { stepStarted: null }));
      const { records } = await database.history();
      const [open, closed] = ["026", "027"].map((version) => records.find((one) => one.version === version));
      const soon = (date: Date | null | undefined): number => Math.abs(Date.now() - (date?.getTime() ?? 0));
      expect(soon(open?.appliedAt)).toBeLessThan(60_000);
      expect(soon(open?.stepStarted)).toBeLessThan(60_000);
      expect(closed?.stepStarted).toBeNull();
    });

    it("writes a line without a record", async () => {
      await write({ log: { event: "retried", version: "024", name: "024_add_things" } });
      expect(await versions()).toEqual([]);
      expect((await database.log(1))[0]).toMatchObject({ event: "retried", version: "024" });
    });

    it("gives the lines of one version", async () => {
      await write(put("001"), put("002"), put("001"), put("002"));
      const lines = await database.log(2, "001");
      expect(lines.map(({ version }) => version)).toEqual(["001", "001"]);
      expect((await database.log(1, "001")).map(({ id }) => id)).toEqual([lines[0]?.id]);
    });

    it("replaces a record, and removes it", async () => {
      await write(put("1", { success: false }));
      await write(put("1"));
      expect((await database.history()).records.find(({ version }) => version === "1")?.success).toBe(true);
      await write({ remove: "1", log: { event: "reverted", version: "1", name: "1_add_things" } });
      expect(await versions()).toEqual([]);
    });

    it("writes several changes together, with versions of any length and repeatables", async () => {
      await write(put("001"), put("20260219103000"), put("R:views"), put("99999999999999999999999"));
      expect((await versions()).sort()).toEqual([
        "001",
        "20260219103000",
        "99999999999999999999999",
        "R:views",
      ]);
    });

    it("writes a hundred changes at once", async () => {
      await write(...Array.from({ length: 100 }, (_, index) => put(String(index + 1).padStart(3, "0"))));
      expect((await versions()).length).toBe(100);
      expect((await database.verifyLog()).brokenAt).toBeNull();
    });

    it("logs every change, newest first, in an unbroken chain", async () => {
      await write(put("001"), put("002"));
      await write({
        remove: "002",
        log: {
          event: "forgotten",
          version: "002",
          name: "002_add_things",
          reason: "never ran",
          details: { a: [1, null, "ü"] },
        },
      });
      const [newest, older] = await database.log(2);
      expect(newest).toMatchObject({
        event: "forgotten",
        version: "002",
        reason: "never ran",
        details: { a: [1, null, "ü"] },
        who: "ada",
        executionTimeMs: null,
      });
      expect(older).toMatchObject({ event: "applied", version: "002", reason: null });
      // An engine with transactions adds the age of the one that it is written in.
      expect(older?.executionTimeMs).toBeGreaterThanOrEqual(7);
      expect(newest?.previousHash).toBe(older?.hash);
      expect(newest?.at).toBeInstanceOf(Date);
      const chain = await database.verifyLog();
      expect(chain).toEqual({ lines: (await database.log(1000)).length, head: newest?.hash, brokenAt: null });
    });

    it("is the same for another run", async () => {
      await write(put("001"));
      const other = await store.open(anyRun("bob"));
      expect(await versions(other)).toEqual(["001"]);
      const held = await lock(other);
      await held.record([put("002")]);
      await held.release();
      expect(await versions()).toEqual(["001", "002"]);
      expect((await database.log(1))[0]?.who).toBe("bob");
    });
  });
}

/** Times and durations are the database's: it knows when the record is really written. */
function untimed(records: readonly HistoryRecord[], version: string): object {
  const record = records.find((one) => one.version === version);
  return { ...record, appliedAt: null, stepStarted: record?.stepStarted !== null, executionTimeMs: null };
}
