// Runs every scenario of test/scenarios with the built command line. `npx vitest run -u` accepts what they print.
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { godwit } from "./support/godwit.ts";
import { root } from "./support/root.ts";
import { type RunCommand, transcript } from "./support/scenario.ts";

const SCENARIOS = join(root, "test/scenarios");

let folder = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "godwit-scenario-")));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run: RunCommand = (words, variables) =>
  godwit(words, {
    cwd: folder,
    env: {
      // Whoever runs the tests has a home of their own, with settings of git and psql in it.
      HOME: folder,
      XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
      LC_ALL: "C.UTF-8",
      TZ: "UTC",
      ...variables,
    },
  });

describe("scenarios", () => {
  it.each(
    readdirSync(SCENARIOS)
      .filter((name) => name.endsWith(".txt"))
      .sort(),
  )("%s", async (name) => {
    const path = join(SCENARIOS, name);
    await expect(await transcript(readFileSync(path, "utf8"), folder, run)).toMatchFileSnapshot(path);
  });
});

describe("the runner of scenarios", () => {
  const answer: RunCommand = async (words) => ({
    status: 3,
    stdout: `${words.join("|")}\nb\n`,
    stderr: "c\n",
  });

  it.each([
    ["exact", "$ godwit 'x y' z\n| x y|z\n| b\n! c\n? 3\n"],
    ["any lines", "$ godwit a\n| ...\n! ...\n? 3\n"],
    ["any piece", "$ godwit a\n| [..]\n| b\n! [..]c\n? 3\n"],
  ])("accepts what fits: %s", async (_case, text) => {
    expect(await transcript(text, folder, answer)).toBe(text);
  });

  it.each([
    ["another line", "$ godwit a\n| x\n| b\n! c\n? 3\n"],
    ["a line too few", "$ godwit a\n| a\n! c\n? 3\n"],
    ["nothing expected", "$ godwit a\n? 3\n"],
    ["another status", "$ godwit a\n| a\n| b\n! c\n? 2\n"],
    ["no status", "$ godwit a\n| a\n| b\n! c\n"],
  ])("shows what does not: %s", async (_case, text) => {
    expect(await transcript(text, folder, answer)).toBe("$ godwit a\n| a\n| b\n! c\n? 3\n");
  });

  it("writes and removes files", async () => {
    const text = "-- a/b.txt --\none\n\ntwo\n\n$ rm a/b.txt\n";
    expect(await transcript(text, folder, answer)).toBe(text);
    expect(readdirSync(join(folder, "a"))).toEqual([]);
  });
});
