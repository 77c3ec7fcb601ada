import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { commandOutput, schemaTexts } from "./schema-texts.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(realpathSync(tmpdir()), "godwit-schema-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(...files: readonly string[]): void {
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), `-- ${file}\n`);
  }
}

test("folders give their SQL files in the order of their paths, at any depth", () => {
  write(
    "schema/b.sql",
    "schema/a/z.SQL",
    "schema/a-b/c.sql",
    "schema/a/deep/er.sql",
    "schema/notes.md",
    "schema/a.sql",
  );
  const texts = schemaTexts(["schema"], { root, base: root });
  expect(texts.map(({ file }) => file)).toEqual([
    "schema/a/deep/er.sql",
    "schema/a/z.SQL",
    "schema/a-b/c.sql",
    "schema/a.sql",
    "schema/b.sql",
  ]);
  expect(String(texts[3]?.text)).toBe("-- schema/a.sql\n");
});

test("several paths come as they are named, and count from the base", () => {
  write("sub/two.sql", "one.sql");
  const texts = schemaTexts(["two.sql", "../one.sql"], { root, base: join(root, "sub") });
  expect(texts.map(({ file }) => file)).toEqual(["sub/two.sql", "one.sql"]);
});

test("includes lie beside the file, and inside of the project", () => {
  write("schema/all.sql", "schema/part.sql");
  const [text] = schemaTexts(["schema/all.sql"], { root, base: root });
  expect(text?.include?.("part.sql", true).file).toBe("schema/part.sql");
  expect(() => text?.include?.("/etc/passwd", true)).toThrow(
    expect.objectContaining({ code: "FILE_UNREADABLE" }),
  );
});

test("nothing there, and nothing in it, are errors", () => {
  write("empty/readme.md");
  const source = expect.objectContaining({ code: "SCHEMA_SOURCE" });
  expect(() => schemaTexts(["nowhere.sql"], { root, base: root })).toThrow(source);
  expect(() => schemaTexts(["empty"], { root, base: root })).toThrow(source);
});

test("a command prints the schema, runs in the project, and tells why it failed", async () => {
  write("here.sql");
  const signal = new AbortController().signal;
  const printed = await commandOutput(process.platform === "win32" ? "dir /b" : "ls", { root, signal });
  expect(String(printed.text).trim()).toBe("here.sql");
  const failing = commandOutput('node -e "console.error(`no ORM here`); process.exit(3)"', { root, signal });
  await expect(failing).rejects.toMatchObject({
    code: "SCHEMA_SOURCE",
    message: expect.stringContaining("no ORM here"),
  });
  await expect(commandOutput('node -e ""', { root, signal })).rejects.toThrow("printed nothing");
});
