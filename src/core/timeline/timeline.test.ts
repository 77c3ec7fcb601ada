import { expect, test } from "vitest";
import type { Database, Engine, Held, LockAttempt } from "../engine.ts";
import type { Collection, Migration, Script } from "../migration.ts";
import { timeline } from "./timeline.ts";

const SCRIPT: Script = { file: "", checksum: "", language: "sql", read: () => new Uint8Array() };
const HOLDER = { runId: "x", who: "bob", host: "h", pid: 1, purpose: "up" };

function migration(version: string, file: string): Migration {
  const header = { depends: [], requires: [], kind: "data", environments: [] } as const;
  return { version, name: `${version}_x`, repeatable: false, header, up: { ...SCRIPT, file } };
}

/** Only what the test asks of it; all else is not there. */
function strand(title: string, told: string[], files: readonly string[]) {
  let busy = false;
  const held = {
    lost: new AbortController().signal,
    fence: title,
    work: ({ migration: { version } }: { readonly migration: { readonly version: string } }) => {
      told.push(`${title} works on ${version}`);
    },
    record: async (changes: readonly unknown[]) => void told.push(`${title} records ${changes.length}`),
    release: async () => void told.push(`${title} released`),
  } as unknown as Held;
  const database = {
    history: async () => ({ layout: 1, records: [], lease: null }),
    tryLock: async (): Promise<LockAttempt> => (busy ? { holder: HOLDER, againMs: 5 } : { held }),
    close: async () => void told.push(`${title} closed`),
  } as unknown as Database;
  const engine = {
    name: title,
    open: async () => database,
    fingerprint: () => title,
    mask: (text: string) => text.replace(title, "***"),
  } as unknown as Engine;
  const collect = async (): Promise<Collection> => ({
    migrations: files.map((file) => migration(file.replace(/\D/g, ""), file)),
    notes: [],
  });
  const lock = (): void => {
    busy = true;
  };
  return { title, engine, source: { collect }, lock };
}

const OPEN = { run: {} as never, report: () => undefined };
const LOCK = { purpose: "up", leaseMs: 1 };

test("migrations of all sources are in one order, and each goes to the engine of its file", async () => {
  const told: string[] = [];
  const both = timeline([strand("a", told, ["a/1", "a/3"]), strand("b", told, ["b/2", "b/10"])]);
  const { migrations } = await both.source.collect();
  expect(migrations.map(({ version, target }) => `${target}${version}`)).toEqual(["a1", "b2", "a3", "b10"]);
  expect(migrations.map(({ up }) => both.engine.fingerprint(up, {}))).toEqual(["a", "b", "a", "b"]);
  expect(both.engine.mask("x a b")).toBe("x *** ***");
  const database = await both.engine.open(OPEN);
  const attempt = await database.tryLock(LOCK);
  if (!("held" in attempt)) throw new Error("not held");
  for (const { version } of migrations)
    attempt.held.work({ migration: { version, name: "" } } as unknown as Parameters<Held["work"]>[0]);
  const log = { event: "applied", name: null } as const;
  await attempt.held.record([
    { log: { ...log, version: "2" } },
    { log: { ...log, version: "1" } },
    { log: { ...log, version: "010" } },
    { log: { ...log, version: null } },
  ]);
  await attempt.held.release();
  await database.close();
  expect(told).toEqual([
    ...["a works on 1", "b works on 2", "a works on 3", "b works on 10"],
    ...["b records 2", "a records 2", "b released", "a released", "a closed", "b closed"],
  ]);
});

test("no lock is kept while another is somebody else's", async () => {
  const told: string[] = [];
  const [a, b] = [strand("a", told, ["a/1"]), strand("b", told, ["b/2"])];
  const database = await timeline([a, b]).engine.open(OPEN);
  b.lock();
  expect(await database.tryLock(LOCK)).toEqual({ holder: HOLDER, againMs: 5 });
  expect(told).toEqual(["a released"]);
  a.lock();
  await database.tryLock(LOCK);
  expect(told).toEqual(["a released"]);
});

test("a version that two sources have is refused, however it is written", async () => {
  const both = timeline([strand("a", [], ["a/7"]), strand("b", [], ["b/007"])]);
  await expect(both.source.collect()).rejects.toMatchObject({ code: "VERSION_DUPLICATE" });
});

test("what was opened is closed where another cannot be", async () => {
  const told: string[] = [];
  const b = strand("b", told, []);
  const broken = { ...b, engine: { ...b.engine, open: () => Promise.reject(new Error("no")) } };
  await expect(timeline([strand("a", told, []), broken]).engine.open(OPEN)).rejects.toThrow("no");
  expect(told).toEqual(["a closed"]);
});
