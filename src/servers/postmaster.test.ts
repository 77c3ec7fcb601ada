import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { postmasterFile, readPostmaster } from "./postmaster.ts";
import { hasProcess, runsWith } from "./process-identity.ts";

function read(text: string | Uint8Array) {
  const data = mkdtempSync(join(tmpdir(), "godwit-postmaster-"));
  try {
    writeFileSync(postmasterFile(data), text);
    return readPostmaster(data);
  } finally {
    rmSync(data, { recursive: true });
  }
}

const WHOLE = "4711\n/data\n1766280000\n23456\n\n127.0.0.1\n  1234567         5\nready   \n";

test("process, port and readiness", () => {
  expect(read(WHOLE)).toEqual({ pid: 4711, port: 23_456, ready: true });
  expect(read(WHOLE.replace("ready   ", "starting"))).toMatchObject({ ready: false });
  expect(readPostmaster("/nowhere")).toBeNull();
});

test("a file that is being written is never taken for ready", () => {
  for (let length = 0; length < WHOLE.length - 9; length++) {
    expect(read(WHOLE.slice(0, length))?.ready ?? false).toBe(false);
  }
});

test("any bytes are read without harm", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const found = read(bytes);
      // 0 and negative numbers mean groups of processes to kill().
      if (found !== null) expect(found.pid).toBeGreaterThan(1);
    }),
    { numRuns: 50 },
  );
});

test("a process is known by its argument, not by its number", async () => {
  const mark = join(tmpdir(), "a folder", "data");
  const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)", mark], { stdio: "ignore" });
  await new Promise((resolve) => child.once("spawn", resolve));
  const pid = child.pid ?? 0;
  expect(runsWith(pid, mark)).toBe(true);
  expect(runsWith(pid, `${mark}/other`)).toBe(false);
  expect(hasProcess(process.pid)).toBe(true);
  expect(runsWith(process.pid, mark)).toBe(false);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
  expect(hasProcess(pid)).toBe(false);
  expect(runsWith(pid, mark)).toBe(false);
});
