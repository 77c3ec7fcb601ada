import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { failureOf } from "../../test/support/failure-of.ts";
import { folderOf } from "../../test/support/folder-of.ts";
import { initProject } from "./init-project.ts";

function read(root: string, file: string): string {
  return readFileSync(join(root, file), "utf8");
}

test("an empty folder becomes a project, and the second time nothing is done", () => {
  const root = folderOf({});
  const all = ["godwit.config.ts", "migrations/", ".gitignore", ".gitattributes"];
  expect(initProject({ root })).toEqual({ written: all, kept: [] });
  expect(read(root, "godwit.config.ts")).toBe(
    'import { defineConfig } from "godwit";\n\nexport default defineConfig({\n  migrations: "migrations",\n});\n',
  );
  expect(read(root, "migrations/.gitkeep")).toBe("");
  expect(read(root, ".gitignore")).toBe(".godwit/\n");
  expect(read(root, ".gitattributes")).toBe("*.sql text eol=lf\n");
  expect(initProject({ root })).toEqual({ written: [], kept: all });
  expect(read(root, ".gitignore")).toBe(".godwit/\n");
});

test("what is there is kept and added to, in its own line ends", () => {
  const root = folderOf({
    "godwit.config.json": "{}",
    "db/001_a.sql": "",
    ".gitignore": "dist\r\nnode_modules",
    ".gitattributes": "*.png binary\n* text=auto eol=lf\n",
  });
  expect(initProject({ root, migrations: "db" })).toEqual({
    written: [".gitignore"],
    kept: ["godwit.config.json", "db/", ".gitattributes"],
  });
  expect(read(root, ".gitignore")).toBe("dist\r\nnode_modules\r\n.godwit/\r\n");
});

test.each([".godwit/", ".godwit", "/.godwit/", "  .godwit/  "])("%j in .gitignore is enough", (line) => {
  const root = folderOf({ ".gitignore": `dist\n${line}\n` });
  expect(initProject({ root }).kept).toEqual([".gitignore"]);
});

test("what cannot be written is told", async () => {
  const root = folderOf({ ".gitignore/x": "" });
  expect(await failureOf(() => initProject({ root }))).toMatchObject({
    code: "WRITE_FAILED",
    message: ".gitignore cannot be written (EISDIR)",
  });
  const file = folderOf({ migrations: "" });
  expect(await failureOf(() => initProject({ root: file }))).toMatchObject({
    code: "FOLDER_UNREADABLE",
    message: "migrations is not a folder",
  });
});

test("a folder that is not there yet is made", () => {
  const root = join(folderOf({}), "new");
  expect(initProject({ root }).kept).toEqual([]);
});
