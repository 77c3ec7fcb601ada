// Which `Depends` headers follow a migration to its new number.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderOf } from "../../test/support/folder-of.ts";
import { colliding, numberedFiles, rename, renamingsFor } from "./renumber.ts";
import { dependsChanges, followRenamings } from "./renumber-depends.ts";

function renumbered(contents: Readonly<Record<string, string | Buffer>>, late?: string) {
  const root = folderOf(contents);
  const files = numberedFiles(root, ["m"]);
  const wanted = late === undefined ? colliding(files) : files.filter(({ base }) => base === late);
  const numbering = { root, folders: ["m"], numbering: "sequence", now: new Date() } as const;
  const renamings = renamingsFor(files, wanted, numbering);
  const depends = dependsChanges(root, files, renamings);
  rename(root, renamings);
  followRenamings(root, depends.changes, renamings);
  return { depends, text: (name: string) => readFileSync(join(root, "m", name), "utf8") };
}

test("a number that only one migration had is followed, and nothing else is touched", () => {
  const before =
    "\uFEFF-- Depends: 2, 002_late 1\r\n--  depends : 0002\r\n-- about 002\r\nselect '-- Depends: 002';\r\n";
  const { depends, text } = renumbered(
    {
      "m/001_a.sql": "select 1;",
      "m/002_late.sql": "-- Depends: 001\nselect 1;",
      "m/003_c.sql": before,
      "m/004_d.ts": "// Depends: 002\nexport default 1;\n",
    },
    "002_late.sql",
  );
  expect(text("005_late.sql")).toBe("-- Depends: 001\nselect 1;");
  expect(text("003_c.sql")).toBe(
    "\uFEFF-- Depends: 005, 005 1\r\n--  depends : 005\r\n-- about 002\r\nselect '-- Depends: 002';\r\n",
  );
  expect(text("004_d.ts")).toBe("// Depends: 005\nexport default 1;\n");
  expect(depends.doubts).toEqual([]);
  expect(depends.changes.map(({ file, line, from, to }) => [file, line, from, to])).toEqual([
    ["m/003_c.sql", 1, "2", "005"],
    ["m/003_c.sql", 1, "002_late", "005"],
    ["m/003_c.sql", 2, "0002", "005"],
    ["m/004_d.ts", 1, "002", "005"],
  ]);
});

test("where two had it, only the whole name is followed", () => {
  const { depends, text } = renumbered({
    "m/002_b.sql": "",
    "m/002_c.sql": "",
    "m/003_d.sql": "-- Depends: 002\n",
    "m/004_e.sql": "-- Depends: 002_c\n",
    "m/005_f.sql": "-- Depends: 002_b\n",
  });
  expect(text("003_d.sql")).toBe("-- Depends: 002\n");
  expect(text("004_e.sql")).toBe("-- Depends: 006\n");
  expect(text("005_f.sql")).toBe("-- Depends: 002_b\n");
  expect(depends.doubts).toEqual([{ file: "m/003_d.sql", line: 1, from: "002", to: "006", keeps: "002_b" }]);
});

test("a renamed file that names another renamed one gets its change under its new name", () => {
  const { text } = renumbered({
    "m/002_a.sql": "",
    "m/002_b.sql": "",
    "m/003_c.sql": "",
    "m/003_d.sql": "-- Depends: 002_b\n",
  });
  expect(text("005_d.sql")).toBe("-- Depends: 004\n");
});

test("what is no text is left alone", () => {
  const bytes = Buffer.from([0x2d, 0x2d, 0xe9, 0x0a]);
  const { depends } = renumbered({ "m/002_a.sql": "", "m/002_b.sql": "", "m/003_c.sql": bytes });
  expect(depends).toEqual({ changes: [], doubts: [] });
});
