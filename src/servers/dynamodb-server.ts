// The embedded DynamoDB as the keeper sees it: Dynoxide, one program with one database file.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GodwitError } from "../core/errors.ts";
import { findDynoxide } from "./dynoxide.ts";
import { freePort, isFree } from "./free-port.ts";
import type { KeptServer, Running } from "./kept-server.ts";
import { runsWith } from "./process-identity.ts";
import { cannotRun, serverSpawn } from "./run-program.ts";
import { openLog, type ServerLog } from "./server-log.ts";
import { childEnd, endProcess, processEnd } from "./server-process.ts";
import { readState, writeState } from "./server-state.ts";

const READY_MS = 30_000;
const POLL_MS = 10;
const PORT_TRIES = 3;

export interface DynamodbOptions {
  /** Folder where the lookup of the binary starts. */
  readonly from: string;
}

export interface DynamodbInfo {
  readonly endpoint: string;
  readonly port: number;
  readonly pid: number;
}

export function dynamodbServer(folder: string): KeptServer<DynamodbOptions, DynamodbInfo> {
  const file = databaseFile(folder);
  return {
    async start({ from }) {
      const { path, version } = findDynoxide(from);
      let preferred = readState(folder)?.port ?? null;
      for (let tries = 1; ; tries++) {
        const port = await freePort(preferred);
        const log = openLog(folder);
        try {
          // Before it is ready: the next keeper must find it when this one is killed now.
          const remember = (pid: number) => writeState(folder, { port, pid, version, durability: "full" });
          return await launch({ path, file, port, log, remember });
        } catch (error) {
          if (tries >= PORT_TRIES || (await isFree(port))) throw error;
          preferred = null;
        } finally {
          log.close();
        }
      }
    },
    async adopt() {
      const info = findDynamodb(folder);
      if (info === null) return null;
      const isAlive = () => runsWith(info.pid, file);
      const ended = processEnd(isAlive);
      while (isAlive() && (await isFree(info.port))) await sleep(POLL_MS);
      return { info, isAlive, ended, stop: () => endDynoxide(info.pid, ended) };
    },
    refuse: () => null,
    remove() {
      for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(`${file}${suffix}`, { force: true });
      rmSync(join(folder, "server.json"), { force: true });
    },
  };
}

/** The emulator that runs in this folder, kept by somebody or left behind; null when there is none. */
export function findDynamodb(folder: string): DynamodbInfo | null {
  const state = readState(folder);
  if (state?.pid === undefined || !runsWith(state.pid, databaseFile(folder))) return null;
  return describe(state.port, state.pid);
}

export function databaseFile(folder: string): string {
  return join(folder, "data.sqlite");
}

interface Launch {
  readonly path: string;
  readonly file: string;
  readonly port: number;
  readonly log: ServerLog;
  remember(pid: number): void;
}

async function launch({ path, file, port, log, remember }: Launch): Promise<Running<DynamodbInfo>> {
  const child = spawn(path, ["--host", "127.0.0.1", "--port", String(port), "--db-path", file], {
    ...serverSpawn(null),
    stdio: ["ignore", log.fd, log.fd],
  });
  const failed = new Promise<never>((_resolve, reject) => {
    child.once("error", (cause) => reject(cannotRun(path, cause)));
  });
  const ended = childEnd(child);
  const pid = child.pid ?? (await failed);
  remember(pid);
  const giveUp = Date.now() + READY_MS;
  // Not by connecting: another program may have taken the port a moment ago, and would answer.
  while (!log.text().includes("listening on")) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > giveUp) {
      throw new GodwitError("SERVER_START", `the embedded DynamoDB does not start: ${log.lastWords()}`, {
        hint: `see ${log.file}, then run the command again`,
      });
    }
    await sleep(POLL_MS);
  }
  const isAlive = () => runsWith(pid, file);
  return { info: describe(port, pid), isAlive, ended, stop: () => endDynoxide(pid, ended) };
}

function endDynoxide(pid: number, ended: Promise<void>): Promise<void> {
  return endProcess(pid, ended, [
    { signal: "SIGTERM", waitMs: 10_000 },
    { signal: "SIGKILL", waitMs: 5_000 },
  ]);
}

function describe(port: number, pid: number): DynamodbInfo {
  return { endpoint: `http://127.0.0.1:${port}`, port, pid };
}
