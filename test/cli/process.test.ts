// The command line as a process: signals, and readers that have seen enough.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startGodwit } from "../support/godwit.ts";
import { root } from "../support/root.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "godwit-process-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it.skipIf(process.platform === "win32")("the first signal asks it to stop, the second stops it", async () => {
  // A configuration that never finishes loading: nothing here listens to the first signal.
  writeFileSync(
    join(folder, "godwit.config.mjs"),
    "process.stderr.write('loading');\nawait new Promise(() => setInterval(() => {}, 1000));\nexport default {};\n",
  );
  const { child, result } = startGodwit(["config"], { cwd: folder });
  await once(child.stderr ?? child, "data");
  child.kill("SIGINT");
  await once(child.stderr ?? child, "data");
  await pause(50);
  expect(child.exitCode).toBeNull();
  child.kill("SIGTERM");
  const { status, stderr } = await result;
  expect(status).toBe(4);
  expect(stderr).toContain("stopping after SIGINT; once more to stop at once");
});

it("a reader that closes the pipe is no error", async () => {
  const child = spawn(process.execPath, [join(root, "dist/cli/main.js"), "help"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.destroy();
  let stderr = "";
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  const [status] = await once(child, "close");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
