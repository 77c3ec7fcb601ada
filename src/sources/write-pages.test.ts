import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writePages } from "./write-pages.ts";
import { writeWhole } from "./write-whole.ts";

const MARK = "<!-- ours -->";
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "godwit-pages-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (file: string, text: string): void => {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
};
const get = (file: string): string => readFileSync(join(folder, file), "utf8");
const write = (files: Readonly<Record<string, string>>, { check = false, tidy = true } = {}) =>
  writePages({
    folder,
    shown: "pages",
    files: Object.entries(files).map(([file, text]) => ({ file, text: `${MARK}\n${text}` })),
    marks: [MARK],
    ...(tidy ? { tidy: "m" } : {}),
    check,
  });

describe("pages", () => {
  it("are written where they are new or have changed, and counted where not", () => {
    put("a.md", `${MARK}\nold`);
    put("b.md", `${MARK}\nsame`);
    const report = write({ "a.md": "new", "b.md": "same", "m/c.md": "c" });
    expect(report).toEqual({ written: ["pages/a.md", "pages/m/c.md"], removed: [], kept: [], unchanged: 1 });
    expect([get("a.md"), get("m/c.md")]).toEqual([`${MARK}\nnew`, `${MARK}\nc`]);
  });

  it("of somebody else stay, in the place of ours and beside it", () => {
    put("a.md", "by hand");
    put("m/notes.md", "by hand");
    put("m/old.md", `${MARK}\ngone`);
    put("m/old.txt", `${MARK}\nno page`);
    expect(write({ "a.md": "ours" })).toMatchObject({
      written: [],
      removed: ["pages/m/old.md"],
      kept: ["pages/a.md"],
    });
    expect(get("a.md")).toBe("by hand");
    expect(readdirSync(join(folder, "m")).sort()).toEqual(["notes.md", "old.txt"]);
  });

  it("are only named when they are checked", () => {
    put("m/old.md", `${MARK}\ngone`);
    expect(write({ "a.md": "new" }, { check: true })).toMatchObject({
      written: ["pages/a.md"],
      removed: ["pages/m/old.md"],
    });
    expect(readdirSync(folder)).toEqual(["m"]);
    expect(get("m/old.md")).toContain("gone");
  });

  it("are the same with the line ends of another system", () => {
    put("a.md", `${MARK}\r\none\r\ntwo\r\n`);
    expect(write({ "a.md": "one\ntwo\n" }, { tidy: false }).unchanged).toBe(1);
  });

  it("cannot be written where a file is in the way of a folder", () => {
    put("m", "a file");
    expect(() => write({ "m/a.md": "x" }, { tidy: false })).toThrow(/cannot be written|exists already/);
  });
});

describe("a whole file", () => {
  it("is left untouched when it is the same, and leaves no draft behind", () => {
    const path = join(folder, "x.sql");
    const file = { path, shown: "x.sql" };
    expect(writeWhole({ ...file, text: "a\n" })).toBe("new");
    const { ino, mtimeMs } = statSync(path);
    expect(writeWhole({ ...file, text: "a\n" })).toBe("unchanged");
    expect([statSync(path).ino, statSync(path).mtimeMs]).toEqual([ino, mtimeMs]);
    expect(writeWhole({ ...file, text: "b\n" })).toBe("changed");
    expect(readdirSync(folder)).toEqual(["x.sql"]);
  });

  it("fails as a whole where its folder is missing, or something else has its name", () => {
    expect(() => writeWhole({ path: join(folder, "no", "x"), shown: "no/x", text: "a" })).toThrow(
      expect.objectContaining({ code: "WRITE_FAILED" }),
    );
    mkdirSync(join(folder, "d"));
    expect(() => writeWhole({ path: join(folder, "d"), shown: "d", text: "a" })).toThrow(
      expect.objectContaining({ code: "FILE_UNREADABLE" }),
    );
    expect(readdirSync(folder)).toEqual(["d"]);
  });
});
