// New numbers for files by their names alone.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderOf } from "../../test/support/folder-of.ts";
import { colliding, numberedFiles, rename, renamingsFor } from "./renumber.ts";

const FILES = {
  "m/001_a.sql": "",
  "m/002_b.sql": "",
  "m/002_c.sql": "",
  "m/002_c_rollback.sql": "",
  "m/002_c_verify.sql": "",
  "m/003_d.up.sql": "",
  "m/003_d.down.sql": "",
  "m/004_e.sql": "",
  "m/004_rollback.sql": "",
};

function opened(files: Readonly<Record<string, string>>) {
  const root = folderOf(files);
  const numbering = { root, folders: ["m"], numbering: "sequence", now: new Date() } as const;
  return { root, files: numberedFiles(root, ["m"]), numbering };
}

test("the later name of two gets the next number, with all its files", () => {
  const { root, files, numbering } = opened(FILES);
  const wanted = colliding(files);
  expect(wanted.map(({ base }) => base)).toEqual(["002_c.sql"]);
  const renamings = renamingsFor(files, wanted, numbering);
  expect(renamings).toEqual([
    { from: "m/002_c.sql", to: "m/005_c.sql" },
    { from: "m/002_c_rollback.sql", to: "m/005_c_rollback.sql" },
    { from: "m/002_c_verify.sql", to: "m/005_c_verify.sql" },
  ]);
  rename(root, renamings);
  expect(existsSync(join(root, "m/005_c_verify.sql"))).toBe(true);
  expect(existsSync(join(root, "m/002_c.sql"))).toBe(false);
});

test("pairs and short names of rollbacks go along; several get numbers one after the other", () => {
  const { files, numbering } = opened(FILES);
  const wanted = files.filter(({ base }) => base === "003_d.up.sql" || base === "004_e.sql");
  expect(renamingsFor(files, wanted, numbering).map(({ to }) => to)).toEqual([
    "m/005_d.down.sql",
    "m/005_d.up.sql",
    "m/006_e.sql",
    "m/006_rollback.sql",
  ]);
});

test("a rollback that could be of either is not guessed about", () => {
  const { files, numbering } = opened({ "m/1_a.sql": "", "m/1_b.sql": "", "m/1_rollback.sql": "" });
  expect(() => renamingsFor(files, colliding(files), numbering)).toThrow(/could be of 1_b or of the other/);
});

test("numbers that were retired are not given again", () => {
  const line = ["9", "9_old", "aa", "v1:bb", "-"].join("\t");
  const { files, numbering } = opened({
    "m/1_a.sql": "",
    "m/1_b.sql": "",
    "m/baseline/retired.txt": `${line}\n`,
  });
  expect(renamingsFor(files, colliding(files), numbering)).toEqual([{ from: "m/1_b.sql", to: "m/10_b.sql" }]);
});
