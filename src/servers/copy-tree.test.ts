import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
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
