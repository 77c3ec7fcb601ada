import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Collection } from "../core/migration.ts";
import { bundledSource, type PackedCollection } from "./bundled.ts";
import { directory } from "./directory.ts";
import { packing } from "./pack.ts";

let root = "";
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function collected(files: Readonly<Record<string, string | Uint8Array>>): Promise<Collection> {
  root = mkdtempSync(join(tmpdir(), "godwit-pack-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return directory({ folder: "migrations", root, entry: "" }).collect();
}

/** As it travels: through JSON, and to a place without the files. */
function unpacked(packed: PackedCollection, modules: Readonly<Record<string, unknown>> = {}) {
  const travelled = JSON.parse(JSON.stringify(packed)) as PackedCollection;
  rmSync(root, { recursive: true });
  return bundledSource(travelled, async (file) => modules[file]).collect();
}

const tombstone = ["001", "001_a", "0".repeat(64), `v1:${"1".repeat(64)}`].join("\t");

test("all of a folder comes through: headers, bytes, rollbacks, verify scripts, baselines, retired files", async () => {
  const before = await collected({
    "migrations/002_b.sql":
      "\uFEFF-- Description: b\n-- Environments: prod\n-- Phase: contract\nselect 'ü';\r\n",
    "migrations/002_b_rollback.sql": "select 2;\n",
    "migrations/002_b_verify.sql": "select true;\n",
    "migrations/repeatable/v.sql": "select 3;\n",
    "migrations/baseline/001_baseline.sql": `-- Baseline: 001\n-- Covers:\t${tombstone}\nselect 1;\n`,
    "migrations/baseline/retired.txt": `${tombstone}\tabc123\n`,
  });
  const bytes = before.migrations.map(({ up }) => Buffer.from(up.read()).toString("hex"));
  const after = await unpacked(packing(before).packed());
  expect(after.migrations.map(({ up }) => Buffer.from(up.read()).toString("hex"))).toEqual(bytes);
  const plain = ({
    version,
    name,
    header,
    repeatable,
    up,
    down,
    verify,
  }: Collection["migrations"][number]) => ({
    ...{ version, name, header, repeatable },
    scripts: [up, down, verify].map((one) => one && [one.file, one.checksum, one.language]),
  });
  expect(after.migrations.map(plain)).toEqual(before.migrations.map(plain));
  expect(after.retired).toEqual(before.retired);
  expect(after.baselines?.map(({ version, covers }) => [version, covers])).toEqual(
    before.baselines?.map(({ version, covers }) => [version, covers]),
  );
  expect(after.floor).toBe(after.baselines?.[0]);
  expect(after.floor && new TextDecoder().decode(after.floor.script.read())).toContain("select 1;");
});

test("what is included is found by the words of whoever includes it, and only that", async () => {
  const before = await collected({
    "migrations/001_a.sql": "\\i shared/a.sql\n\\ir ../shared/a.sql\n",
    "shared/a.sql": "\\ir b.sql\n",
    "shared/b.sql": "select 1;\n",
  });
  const { collection, packed } = packing(before);
  const up = collection.migrations[0]?.up;
  for (const [path, relative] of [
    ["shared/a.sql", false],
    ["../shared/a.sql", true],
  ] as const)
    up?.include?.(path, relative).include("b.sql", true);
  const [migration] = (await unpacked(packed())).migrations;
  const found = migration?.up.include?.("../shared/a.sql", true);
  expect(found?.file).toBe("shared/a.sql");
  const deep = found?.include("b.sql", true);
  expect(deep && new TextDecoder().decode(deep.bytes)).toBe("select 1;\n");
  expect(() => migration?.up.include?.("shared/c.sql", false)).toThrow("shared/c.sql is not in the bundle");
  expect(() => migration?.up.include?.("__proto__", false)).toThrow("__proto__ is not in the bundle");
});

test("a module is what was compiled into the bundle, and must export one", async () => {
  const before = await collected({ "migrations/001_a.mjs": "export default 1;\n" });
  const packed = packing(before).packed();
  const { migrations } = await unpacked(packed, { "migrations/001_a.mjs": { default: "made" } });
  expect(await migrations[0]?.up.load?.()).toBe("made");
  mkdirSync(root);
  const [bare] = (await unpacked(packed, { "migrations/001_a.mjs": {} })).migrations;
  await expect(bare?.up.load?.()).rejects.toThrow("migrations/001_a.mjs has no default export");
});
