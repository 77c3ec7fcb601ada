// The compiled code that the command line keeps between runs: used, never trusted, never missed.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { godwit } from "../support/godwit.ts";

let home = "";
let folder = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "godwit-start-"));
  folder = join(home, "godwit", "code");
});
afterEach(() => rmSync(home, { recursive: true }));

const run = async (words: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const where = { XDG_CACHE_HOME: home, LOCALAPPDATA: home, NODE_DISABLE_COMPILE_CACHE: "" };
  const { status, stdout, stderr } = await godwit(words, { cwd: home, env: { ...where, ...env } });
  return { status, stdout, stderr };
};
const kept = () => readdirSync(folder).map((name) => join(folder, name));

it("is kept by the first run, for each command, and used by the next", async () => {
  const first = await run(["help"]);
  expect(first).toMatchObject({ status: 0, stderr: "" });
  const [file = ""] = kept();
  expect(statSync(file).size).toBeGreaterThan(10_000);
  const { ino } = statSync(file);
  expect(await run(["help"])).toEqual(first);
  // A run that had refused it would have put another one there.
  expect(statSync(file).ino).toBe(ino);
  await run(["version"]);
  expect(kept()).toHaveLength(2);
});

it("is put aside when it is not what V8 wrote, and made again", async () => {
  const first = await run(["help"]);
  const [file = ""] = kept();
  const whole = readFileSync(file);
  const broken = Buffer.from(whole);
  for (let at = 64; at < broken.length; at += 97) broken[at] = (broken[at] ?? 0) ^ 0xff;
  writeFileSync(file, broken);
  expect(await run(["help"])).toEqual(first);
  expect(readFileSync(file).equals(broken)).toBe(false);
});

it("is not kept by a run that failed, nor where the user says so", async () => {
  expect((await run(["help", "bananas"])).status).toBe(2);
  expect((await run(["help"], { NODE_DISABLE_COMPILE_CACHE: "1" })).status).toBe(0);
  expect(readdirSync(home)).toEqual([]);
});

it.skipIf(process.platform === "win32")("is not read from a folder that others may write", async () => {
  const first = await run(["help"]);
  const [file = ""] = kept();
  chmodSync(folder, 0o777);
  const { ino } = statSync(file);
  expect(await run(["help"])).toEqual(first);
  expect(statSync(file).ino).toBe(ino);
});

it("needs no folder to keep it in", async () => {
  writeFileSync(join(home, "file"), "");
  const nowhere = { XDG_CACHE_HOME: join(home, "file"), LOCALAPPDATA: join(home, "file") };
  expect(await run(["help"], nowhere)).toMatchObject({ status: 0, stderr: "" });
});

it("has the library for the project's own files", async () => {
  writeFileSync(
    join(home, "godwit.config.ts"),
    'import { GodwitError } from "godwit";\nthrow new GodwitError("NOT_SUPPORTED", "said by the project");\n',
  );
  const { status, stderr } = await run(["config"]);
  expect(status).toBe(2);
  expect(stderr).toContain("said by the project");
});
