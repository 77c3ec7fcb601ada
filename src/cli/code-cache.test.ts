import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { codeCache } from "./code-cache.ts";

const windows = process.platform === "win32";
let home = "";
let folder = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "godwit-code-"));
  folder = join(home, "godwit", "code");
});
afterEach(() => rmSync(home, { recursive: true }));

const cacheOf = (about: { build?: string; word?: string; variables?: Record<string, string> } = {}) =>
  codeCache({ build: "b1", word: "up", variables: { XDG_CACHE_HOME: home, LOCALAPPDATA: home }, ...about });
const keep = (text: string, about = {}) => cacheOf(about)?.write(() => Buffer.from(text));
const known = (about = {}) => cacheOf(about)?.read()?.toString();

it("gives back what was kept for this build and this command", () => {
  expect(known()).toBeUndefined();
  keep("code of up");
  keep("code of status", { word: "status" });
  expect(known()).toBe("code of up");
  expect(known({ word: "status" })).toBe("code of status");
  expect(known({ word: "check" })).toBeUndefined();
  expect(known({ build: "b2" })).toBeUndefined();
});

it("takes no path from the command line", () => {
  keep("x", { word: "../../../evil" });
  expect(readdirSync(folder)).toEqual([expect.stringMatching(/-other$/)]);
});

it("is not there without a folder of the user's own, nor where Node was told to keep none", () => {
  expect(cacheOf({ variables: {} })).toBeUndefined();
  expect(cacheOf({ variables: { HOME: "relative", XDG_CACHE_HOME: "", LOCALAPPDATA: "" } })).toBeUndefined();
  const told = { XDG_CACHE_HOME: home, LOCALAPPDATA: home, NODE_DISABLE_COMPILE_CACHE: "1" };
  expect(cacheOf({ variables: told })).toBeUndefined();
});

it.skipIf(windows)("keeps it for this user alone, and trusts no folder that others may write", () => {
  keep("code");
  chmodSync(folder, 0o770);
  expect(known()).toBeUndefined();
  keep("other code");
  chmodSync(folder, 0o700);
  expect(known()).toBe("code");
});

it.skipIf(windows || process.getuid?.() !== 0)("trusts no folder of another user", async () => {
  const { chownSync } = await import("node:fs");
  keep("code");
  chownSync(folder, 65_534, 65_534);
  expect(known()).toBeUndefined();
});

it("takes a file that was cut short for none", () => {
  keep("code");
  const file = join(folder, readdirSync(folder)[0] ?? "");
  const whole = readFileSync(file);
  for (let length = 0; length < whole.length; length++) {
    truncateSync(file, length);
    expect(known()).toBeUndefined();
    writeFileSync(file, whole);
  }
  expect(known()).toBe("code");
});

it("fails in silence where nothing can be written", () => {
  writeFileSync(join(home, "file"), "");
  const variables = { XDG_CACHE_HOME: join(home, "file"), LOCALAPPDATA: join(home, "file") };
  keep("code", { variables });
  expect(known({ variables })).toBeUndefined();
});

it("removes what has not been written for a month", () => {
  keep("old", { build: "old" });
  keep("young", { build: "young" });
  const old = join(folder, readdirSync(folder).find((name) => name.startsWith("old")) ?? "");
  const then = Date.now() / 1000 - 31 * 24 * 60 * 60;
  utimesSync(old, then, then);
  keep("code");
  expect(existsSync(old)).toBe(false);
  expect(known({ build: "young" })).toBe("young");
});
