import { existsSync, lstatSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { newSocketPath, removeSocketPath } from "./socket-folder.ts";

afterEach(() => vi.unstubAllEnvs());

test.skipIf(process.platform === "win32")("a short path in a private folder, wherever TMPDIR points", () => {
  for (const place of [tmpdir(), `/tmp/${"long".repeat(30)}`, "/nowhere"]) {
    vi.stubEnv("TMPDIR", place);
    const path = newSocketPath();
    expect(Buffer.byteLength(path)).toBeLessThanOrEqual(103);
    expect(lstatSync(dirname(path)).mode & 0o777).toBe(0o700);
    removeSocketPath(path);
    expect(existsSync(dirname(path))).toBe(false);
  }
});

test("a path from a file in the project removes nothing but a keeper's socket", () => {
  const folder = mkdtempSync(join(tmpdir(), "godwit-sockets-"));
  writeFileSync(join(folder, "precious"), "data");
  removeSocketPath(join(folder, "precious"));
  removeSocketPath(join(folder, "keeper.sock"));
  removeSocketPath(folder);
  expect(existsSync(join(folder, "precious"))).toBe(true);
  rmSync(folder, { recursive: true });
});
