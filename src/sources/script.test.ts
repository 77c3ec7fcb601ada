import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { failureOf } from "../../test/support/failure-of.ts";
import { folderOf } from "../../test/support/folder-of.ts";
import type { Script } from "../core/migration.ts";
import { directory } from "./directory.ts";

async function scriptIn(root: string): Promise<Script> {
  const { migrations } = await directory({ folder: "migrations", root, entry: "" }).collect();
  const [first] = migrations;
  if (!first) throw new Error("no migration");
  return first.up;
}

function text(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString();
}

test("a file that is still the same is read again", async () => {
  const root = folderOf({ "migrations/001_a.sql": "select 1" });
  expect(text((await scriptIn(root)).read())).toBe("select 1");
});

test("a file that changed or went away since is refused", async () => {
  const root = folderOf({ "migrations/001_a.sql": "select 1" });
  const script = await scriptIn(root);
  writeFileSync(join(root, "migrations/001_a.sql"), "select 2");
  expect(await failureOf(() => script.read())).toMatchObject({ code: "FILES_CHANGED", status: 3 });
  rmSync(join(root, "migrations/001_a.sql"));
  expect(await failureOf(() => script.read())).toMatchObject({
    code: "FILE_UNREADABLE",
    message: "migrations/001_a.sql does not exist",
  });
});

test("\\i counts from the project's root, \\ir from the including file, at any depth", async () => {
  const root = folderOf({
    "migrations/001_a.sql": "\\i parts/one.sql",
    "parts/one.sql": "one",
    "parts/deep/two.sql": "two",
    "migrations/parts/one.sql": "other one",
  });
  const script = await scriptIn(root);
  const one = script.include?.("parts/one.sql", false);
  expect([one?.file, text(one?.bytes)]).toEqual(["parts/one.sql", "one"]);
  expect(text(script.include?.("parts/one.sql", true).bytes)).toBe("other one");
  expect(text(one?.include("deep/two.sql", true).bytes)).toBe("two");
  expect(text(one?.include("parts/deep/two.sql", false).bytes)).toBe("two");
  expect(text(script.include?.(join(root, "parts/one.sql"), false).bytes)).toBe("one");
});

test("includes stay within the project, links or not", async () => {
  const outside = folderOf({ "secret.sql": "secret" });
  const root = folderOf({ "migrations/001_a.sql": "x" });
  symlinkSync(join(outside, "secret.sql"), join(root, "link.sql"));
  const script = await scriptIn(root);
  for (const path of [join(outside, "secret.sql"), "../../../../../../../../etc/passwd", "link.sql", "."]) {
    expect(await failureOf(() => script.include?.(path, false))).toMatchObject({
      code: "FILE_UNREADABLE",
      message: `migrations/001_a.sql includes ${path}, which is outside of the project`,
    });
  }
});

test("an include that is not there names both files", async () => {
  const script = await scriptIn(folderOf({ "migrations/001_a.sql": "x" }));
  expect(await failureOf(() => script.include?.("parts/one.sql", true))).toMatchObject({
    code: "FILE_UNREADABLE",
    message: "parts/one.sql, included by migrations/001_a.sql, does not exist",
  });
});

test("files that include each other are refused", async () => {
  const root = folderOf({ "migrations/001_a.sql": "x", "b.sql": "y" });
  const script = await scriptIn(root);
  const b = script.include?.("b.sql", false);
  expect(await failureOf(() => b?.include("migrations/001_a.sql", false))).toMatchObject({
    code: "META_COMMAND",
    message: "migrations/001_a.sql includes b.sql includes migrations/001_a.sql: a circle",
  });
});
