// Starts the PostgreSQL server process, waits until it takes connections, and ends it in good order.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { GodwitError } from "../core/errors.ts";
import { type Binaries, findBinaries, program } from "./binaries.ts";
import { majorOf } from "./data-folder.ts";
import { freePort, isFree } from "./free-port.ts";
import { type Postmaster, postmasterFile, readPostmaster } from "./postmaster.ts";
import { hasProcess, runsWith } from "./process-identity.ts";
import { cannotRun, runProgram, serverSpawn } from "./run-program.ts";
import { openLog, type ServerLog } from "./server-log.ts";
import { childEnd, endProcess, processEnd } from "./server-process.ts";
import { type Durability, writeState } from "./server-state.ts";
import type { ServerUser } from "./server-user.ts";

/** Crash recovery of a large database takes minutes. */
const READY_MS = 600_000;
/** Sessions of a server that was killed need a moment to notice, and keep its shared memory until then. */
const ORPHANS_MS = 15_000;
const POLL_MS = 10;

export interface Launch {
  readonly folder: string;
  readonly data: string;
  readonly binaries: Binaries;
  readonly user: ServerUser | null;
  readonly durability: Durability;
  /** The port of last time. */
  readonly port: number | undefined;
}

export interface Launched {
  readonly postmaster: Postmaster;
  isAlive(): boolean;
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** The data folder must not be in use: the caller holds the claim and found nothing to adopt. */
export async function launchPostgres(launch: Launch): Promise<Launched> {
  dropStalePid(launch.data);
  const giveUp = Date.now() + ORPHANS_MS;
  let preferred: number | null = launch.port ?? null;
  for (;;) {
    const port = await freePort(preferred);
    const log = openLog(launch.folder);
    // Before the start: a keeper that is killed now leaves a server of which the next one must know this.
    writeState(launch.folder, { port, version: launch.binaries.version, durability: launch.durability });
    try {
      return await tryLaunch(launch, port, log);
    } catch (error) {
      const words = log.lastWords();
      const orphans = /shared memory block .* still in use/.test(words);
      const portTaken = !orphans && !(await isFree(port));
      if (!(orphans || portTaken) || Date.now() > giveUp) throw error;
      preferred = portTaken ? null : port;
      await sleep(orphans ? 200 : 0);
    } finally {
      log.close();
    }
  }
}

/** Watches a server that is already there, once it is ready; null when it ended instead. */
export async function watchPostgres(data: string, pid: number): Promise<Launched | null> {
  const postmaster = await ready(
    data,
    pid,
    processEnd(() => runsWith(pid, data)),
  );
  return postmaster && watch(data, postmaster);
}

async function tryLaunch(launch: Launch, port: number, log: ServerLog): Promise<Launched> {
  if (process.platform === "win32") return launchOnWindows(launch, port, log);
  const path = program(launch.binaries, "postgres");
  const child = spawn(path, ["-D", launch.data, ...serverOptions(port, launch.durability)], {
    ...serverSpawn(launch.user),
    stdio: ["ignore", log.fd, log.fd],
  });
  const failed = new Promise<never>((_resolve, reject) => {
    child.once("error", (cause) => reject(cannotRun(path, cause)));
  });
  const ended = childEnd(child);
  const pid = child.pid ?? (await failed);
  const postmaster = await ready(launch.data, pid, ended);
  if (postmaster === null) throw startFailed(log);
  return watch(launch.data, postmaster, ended);
}

/** Without `ended`, which only a parent has, its process is looked at again and again. */
function watch(data: string, postmaster: Postmaster, ended?: Promise<void>): Launched {
  const isAlive = () => runsWith(postmaster.pid, data);
  const end = ended ?? processEnd(isAlive);
  return { postmaster, isAlive, ended: end, stop: () => endPostgres(postmaster.pid, data, end) };
}

/** Under an administrator's account only pg_ctl can start the server: it drops the rights that postgres refuses. */
async function launchOnWindows(
  { data, binaries, durability }: Launch,
  port: number,
  log: ServerLog,
): Promise<Launched> {
  const options = serverOptions(port, durability).map((option) => (option === "-c" ? option : `"${option}"`));
  const args = [
    "start",
    "-D",
    data,
    "-w",
    "-t",
    String(READY_MS / 1000),
    "-l",
    log.file,
    "-o",
    options.join(" "),
  ];
  await runProgram(binaries, { name: "pg_ctl", args, user: null });
  const postmaster = readPostmaster(data);
  if (postmaster === null) throw startFailed(log);
  return watch(data, postmaster);
}

/** Reachable on the loopback address only, with the password; no socket, so no limit on the folder's path. */
function serverOptions(port: number, durability: Durability): readonly string[] {
  const settings = [`port=${port}`, "listen_addresses=127.0.0.1", "unix_socket_directories="];
  if (durability === "none") settings.push("fsync=off", "synchronous_commit=off", "full_page_writes=off");
  return settings.flatMap((setting) => ["-c", setting]);
}

/** Null when the process ended before it was ready. */
async function ready(data: string, pid: number, ended: Promise<void>): Promise<Postmaster | null> {
  let alive = true;
  const stop = ended.then(() => {
    alive = false;
  });
  const giveUp = Date.now() + READY_MS;
  while (alive) {
    const postmaster = readPostmaster(data);
    if (postmaster?.pid === pid && postmaster.ready) return postmaster;
    if (Date.now() > giveUp)
      throw new GodwitError("SERVER_START", `the server in ${data} does not become ready`);
    await Promise.race([sleep(POLL_MS), stop]);
  }
  return null;
}

/** PostgreSQL clears the file of a dead process itself, but not when the number now belongs to somebody else. */
function dropStalePid(data: string): void {
  const left = readPostmaster(data);
  if (left !== null && hasProcess(left.pid) && !runsWith(left.pid, data))
    rmSync(postmasterFile(data), { force: true });
}

/** Fast shutdown, then immediate, then by force: the next start recovers from either. */
async function endPostgres(pid: number, data: string, ended: Promise<void>): Promise<void> {
  // Windows has no signals: process.kill would end it without a shutdown.
  if (process.platform === "win32") {
    const binaries = findBinaries({ major: majorOf(data) ?? undefined, from: data });
    await runProgram(binaries, { name: "pg_ctl", args: ["stop", "-D", data, "-m", "fast"], user: null });
  }
  await endProcess(pid, ended, [
    { signal: "SIGINT", waitMs: 60_000 },
    { signal: "SIGQUIT", waitMs: 10_000 },
    { signal: "SIGKILL", waitMs: 5_000 },
  ]);
}

function startFailed(log: ServerLog): GodwitError {
  const words = log.lastWords();
  return new GodwitError(
    "SERVER_START",
    `the embedded PostgreSQL does not start: ${words || "it said nothing"}`,
    {
      hint: `see ${log.file}; \`godwit db reset\` starts with an empty database`,
    },
  );
}
