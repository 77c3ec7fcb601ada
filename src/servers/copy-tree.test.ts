import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { copyTree } from "./copy-tree.ts";
import { publishFolder } from "./publish-folder.ts";

let base = "";
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "godwit-copy-"));
});
afterEach(() => rmSync(base, { recursive: true }));

test.skipIf(process.platform === "win32")("files, folders and links, with the rights asked for", () => {
  mkdirSync(join(base, "from", "inner"), { recursive: true });
  writeFileSync(join(base, "from", "inner", "program"), "bytes", { mode: 0o700 });
  symlinkSync("inner/program", join(base, "from", "link"));
  copyTree(join(base, "from"), join(base, "to"), { folder: 0o755, owner: null, file: () => 0o644 });
  expect(readFileSync(join(base, "to", "link"), "utf8")).toBe("bytes");
  expect(readlinkSync(join(base, "to", "link"))).toBe("inner/program");
  expect(lstatSync(join(base, "to", "inner")).mode & 0o777).toBe(0o755);
  expect(lstatSync(join(base, "to", "inner", "program")).mode & 0o777).toBe(0o644);
});

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
