// Runs every scenario of test/scenarios with the built command line. `npx vitest run -u` accepts what they print.
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freshDatabase, withClient } from "./support/database.ts";
import { godwit } from "./support/godwit.ts";
import { root } from "./support/root.ts";
import { type RunCommand, transcript } from "./support/scenario.ts";
import { steady } from "./support/steady.ts";

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

describe("scenarios with a database", () => {
  it.each(readdirSync(join(SCENARIOS, "database")).sort())("%s", async (name) => {
    const path = join(SCENARIOS, "database", name);
    const database = await freshDatabase();
    try {
      const inDatabase: RunCommand = async (words, variables) => {
        if (words[0] === "sql") return query(database.url, words.slice(1).join(" "));
        const ended = await run(words, { DATABASE_URL: database.url, GODWIT_USER: "ada", ...variables });
        return { ...ended, stdout: steady(ended.stdout, database), stderr: steady(ended.stderr, database) };
      };
      const text = readFileSync(path, "utf8");
      await expect(await transcript(text, folder, inDatabase)).toMatchFileSnapshot(path);
    } finally {
      await database.drop();
    }
  });
});

/** Rows as psql's unaligned output. */
async function query(url: string, text: string): Promise<Awaited<ReturnType<RunCommand>>> {
  return withClient(url, async (client) => {
    const answer = await client.query({ text, rowMode: "array" });
    const results = Array.isArray(answer) ? answer : [answer];
    const rows = results.flatMap(({ rows }) => rows as unknown[][]);
    return { status: 0, stdout: rows.map((row) => `${row.join("|")}\n`).join(""), stderr: "" };
  });
}

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
