// How long a shadow takes until it is ready, beside making a cluster with initdb and starting it.
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { say, target } from "./figures.mjs";
import { sources } from "./sources.mjs";

const ROUNDS = 7;
/** Longer than a kept server lingers after its last user. */
const LINGER_MS = 1_500;

export async function run() {
  const cache = mkdtempSync(join(tmpdir(), "godwit-bench-cache-"));
  chmodSync(cache, 0o755);
  const before = process.env.XDG_CACHE_HOME;
  process.env.XDG_CACHE_HOME = cache;
  try {
    await measure(await sources("src/project/shadow-server.ts"), await sources("src/servers/binaries.ts"));
  } finally {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
    await pause(LINGER_MS);
    rmSync(cache, { recursive: true, force: true });
  }
}

async function measure({ shadowServer }, { findBinaries, program }) {
  const times = { first: [], stopped: [], running: [], again: [], own: [], initdb: [] };
  const from = process.cwd();
  const ready = async (list, server, options) => {
    const start = performance.now();
    const shadow = await server.open(options);
    list.push(performance.now() - start);
    return shadow;
  };
  for (let round = 0; round < ROUNDS; round++) {
    const one = shadowServer({ from, variables: {} });
    const other = shadowServer({ from, variables: {} });
    await ready(round === 0 ? times.first : times.stopped, one, {});
    await ready(times.running, other, {});
    await ready(times.again, other, {});
    await other.close();
    await one.close();
    const own = shadowServer({ from, variables: {} });
    await ready(times.own, own, { ownCluster: true });
    await own.close();
    await pause(LINGER_MS);
    times.initdb.push(await byHand(program, findBinaries({ from })));
  }
  const row = (name, what) =>
    say(`${what.padEnd(52)} ${median(times[name]).toFixed(0)} ms (${range(times[name])})`);
  row("first", "the very first: initdb once, then a copy");
  row("stopped", "warm cache, server not running");
  row("running", "server running for another process");
  row("again", "a second shadow of the same process");
  row("own", "a server of its own");
  row("initdb", "by hand: initdb, start, connect");
  target("a shadow from a warm cache", median(times.stopped), { most: 700, unit: "ms" });
  target("a shadow on a running server", median(times.running), { most: 300, unit: "ms" });
  target("a shadow's share of initdb and start", median(times.stopped) / median(times.initdb), {
    most: 0.5,
    unit: "",
  });
}

/** The same binaries without any of our doing; as `nobody` for root, whom PostgreSQL refuses. */
async function byHand(program, binaries) {
  const folder = mkdtempSync(join(tmpdir(), "godwit-bench-initdb-"));
  const who = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  if (who.uid !== undefined) chownSync(folder, who.uid, who.gid);
  const data = join(folder, "data");
  const start = performance.now();
  execFileSync(
    program(binaries, "initdb"),
    ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "-D", data],
    { stdio: "ignore", ...who },
  );
  const settings = ["fsync=off", "listen_addresses=", `unix_socket_directories=${folder}`];
  const server = spawn(
    program(binaries, "postgres"),
    ["-D", data, ...settings.flatMap((one) => ["-c", one])],
    { stdio: "ignore", ...who },
  );
  const ended = new Promise((resolve) => server.once("exit", resolve));
  try {
    for (;;) {
      const client = new pg.Client({ host: folder, user: "postgres", database: "postgres" });
      try {
        await client.connect();
        await client.end();
        return performance.now() - start;
      } catch {
        await pause(5);
      }
    }
  } finally {
    server.kill("SIGINT");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function range(list) {
  return `${Math.min(...list).toFixed(0)}-${Math.max(...list).toFixed(0)}`;
}

function median(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}
