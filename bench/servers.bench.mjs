// How long the embedded servers take until they answer: empty, known, and running already.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { say, target } from "./figures.mjs";
import { sources } from "./sources.mjs";

const ROUNDS = 5;

export async function run() {
  const { usePostgres, resetPostgres } = await sources("src/servers/embedded-postgres.ts");
  const times = { fresh: [], again: [], shared: [], release: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const folder = mkdtempSync(join(tmpdir(), "godwit-bench-server-"));
    try {
      const first = await timed(times.fresh, () => usePostgres({ folder }));
      const second = await timed(times.shared, () => usePostgres({ folder }));
      await second.release();
      await timed(times.release, () => first.release());
      const third = await timed(times.again, () => usePostgres({ folder }));
      await third.release();
    } finally {
      await resetPostgres(folder);
      rmSync(folder, { recursive: true, force: true });
    }
  }
  for (const [name, list] of Object.entries(times)) {
    say(
      `${name.padEnd(8)} ${median(list).toFixed(0)} ms (${Math.min(...list).toFixed(0)}-${Math.max(...list).toFixed(0)})`,
    );
  }
  target("a new embedded PostgreSQL", median(times.fresh), { most: 1000, unit: "ms" });
  target("a known embedded PostgreSQL", median(times.again), { most: 1000, unit: "ms" });
  target("one that runs already", median(times.shared), { most: 50, unit: "ms" });
}

async function timed(list, work) {
  const start = performance.now();
  const result = await work();
  list.push(performance.now() - start);
  return result;
}

function median(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}
