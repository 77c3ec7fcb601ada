// A scratch folder per test, and the proof that no process of it is left behind.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect } from "vitest";
import { dynamodbStatus, resetDynamodb } from "../../src/servers/embedded-dynamodb.ts";
import { resetPostgres } from "../../src/servers/embedded-postgres.ts";

const folders: string[] = [];

/** A new folder that every user can enter and nobody else can write. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "godwit-scratch-"));
  chmodSync(folder, 0o755);
  folders.push(folder);
  return folder;
}

/** Registers the check: after each test its servers must have ended by themselves. */
export function expectNoOrphans(): void {
  afterEach(async () => {
    for (const folder of folders.splice(0)) {
      const left = await eventually(
        () => processesOf(folder),
        (found) => found.length === 0,
      );
      for (const name of ["db", "dynamodb"]) await cleanUp(join(folder, name));
      rmSync(folder, { recursive: true, force: true });
      expect(left).toEqual([]);
    }
  });
}

/** The command lines of all processes that name this folder. */
export function processesOf(folder: string): readonly string[] {
  return processes().flatMap(({ pid, command }) => (command.includes(folder) ? [`${pid} ${command}`] : []));
}

/** Their numbers: `keeper.js` or the server's own program, say. */
export function pidsOf(folder: string, program: string): readonly number[] {
  return processesOf(folder)
    .filter((line) => line.includes(program))
    .map((line) => Number.parseInt(line, 10));
}

/** Looks again until it is as wanted, for at most ten seconds; answers what it saw last. */
export async function eventually<T>(look: () => T | Promise<T>, wanted: (seen: T) => boolean): Promise<T> {
  const giveUp = Date.now() + 10_000;
  for (;;) {
    const seen = await look();
    if (wanted(seen) || Date.now() > giveUp) return seen;
    await sleep(25);
  }
}

function processes(): readonly { readonly pid: number; readonly command: string }[] {
  if (process.platform !== "linux") {
    const lines = execFileSync("ps", ["-ww", "-A", "-o", "pid=,args="], { encoding: "utf8" }).split("\n");
    return lines.map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim() }));
  }
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
      return [{ pid: Number(name), command }];
    } catch {
      return [];
    }
  });
}

async function cleanUp(folder: string): Promise<void> {
  const emulator = await dynamodbStatus(folder);
  if (emulator.state === "absent") await resetPostgres(folder);
  else await resetDynamodb(folder);
}
