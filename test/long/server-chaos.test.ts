// Users come, go and are killed, keepers and servers are killed, in any order: one server at most, none in the end.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { usePostgres } from "../../src/servers/embedded-postgres.ts";
import { type Client, startClient } from "../servers/client-process.ts";
import { expectNoOrphans, pidsOf, scratch } from "../servers/scratch.ts";
import { withClient } from "../support/database.ts";
import { root } from "../support/root.ts";

expectNoOrphans();
const ROUNDS = 120;

test.skipIf(process.platform !== "linux")("whatever happens, whoever asks gets the one server", async () => {
  const folder = join(scratch(), "db");
  const random = seeded(Number(process.env.GODWIT_TEST_SEED ?? 20_260_219));
  const clients = new Set<Client>();
  let most = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const [some] = clients;
    const dice = random();
    if (dice < 0.3) {
      const started = await Promise.all([1, 2].map(() => startClient({ folder, durability: "none" })));
      for (const client of started) {
        expect(client.said.error).toBeUndefined();
        clients.add(client);
      }
    } else if (dice < 0.5 && some !== undefined) {
      clients.delete(some);
      await (dice < 0.4 ? some.leave() : some.kill());
    } else if (dice < 0.65) kill(pidsOf(folder, "keeper.js"));
    else if (dice < 0.75) kill(pidsOf(folder, "bin/postgres"));
    else if (dice < 0.9) {
      const used = await usePostgres({ folder, from: root, durability: "none" });
      await withClient(used.url, (client) => client.query("select 1"));
      await used.release();
    } else await sleep(random() * 600);
    most = Math.max(most, serversOf(folder).length);
  }
  for (const client of clients) await client.leave();
  // One more use, for the case that the last thing that happened was a keeper's death.
  await (await usePostgres({ folder, from: root, durability: "none" })).release();
  expect(most).toBe(1);
});

/** A child that was forked a moment ago still has the server's own command line. */
function serversOf(folder: string): readonly number[] {
  const pids = pidsOf(folder, "bin/postgres -D");
  return pids.filter((pid) => !pids.includes(parentOf(pid)));
}

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return 0;
  }
}

function kill(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself in between.
    }
  }
}

/** Mulberry32: the same rounds for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
