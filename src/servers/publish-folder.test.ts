import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { publishFolder } from "./publish-folder.ts";

let base = "";
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "godwit-publish-"));
});
afterEach(() => rmSync(base, { recursive: true }));

test("of two that make the same folder at once one wins, and nothing else is left", async () => {
  const folder = join(base, "made");
  const make = (text: string) =>
    publishFolder(folder, async (draft) => {
      mkdirSync(draft);
      await new Promise((resolve) => setTimeout(resolve, 20));
      writeFileSync(join(draft, "text"), text);
    });
  await Promise.all([make("one"), make("two")]);
  expect(["one", "two"]).toContain(readFileSync(join(folder, "text"), "utf8"));
  expect(readdirSync(base)).toEqual(["made"]);
});

test("a folder whose making fails is not there", async () => {
  const folder = join(base, "made");
  const failed = publishFolder(folder, (draft) => {
    mkdirSync(draft);
    throw new Error("no space");
  });
  await expect(failed).rejects.toThrow("no space");
  expect(lstatSync(folder, { throwIfNoEntry: false })).toBeUndefined();
});

test("what a killed process left half made is swept away, what is being made is not", async () => {
  for (const name of [".making-old", ".making-new"]) mkdirSync(join(base, name));
  utimesSync(join(base, ".making-old"), 1_000, 1_000);
  await publishFolder(join(base, "made"), (draft) => void mkdirSync(draft));
  expect(readdirSync(base).sort()).toEqual([".making-new", "made"]);
});
