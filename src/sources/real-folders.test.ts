// Folders of eight public projects, where they are at hand: every file must find its place.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { directory } from "./directory.ts";

const histories = resolve(import.meta.dirname, "../../../shared/cases/histories");
const suites = existsSync(histories) ? readdirSync(histories) : [];

interface Suite {
  readonly order: readonly { readonly up: string; readonly down: string | null }[];
}

describe.skipIf(suites.length === 0)("real folders", () => {
  test.each(suites)("%s", async (suite) => {
    const folder = join(histories, suite);
    const { order } = JSON.parse(readFileSync(join(folder, "SUITE.json"), "utf8")) as Suite;
    const { migrations, notes } = await directory({ folder, root: folder, entry: "" }).collect();
    expect(migrations.map(({ up }) => up.file)).toEqual(order.map(({ up }) => up));
    expect(migrations.map(({ down }) => down?.file ?? null)).toEqual(order.map(({ down }) => down));
    // One note of each sort, however many files it is about.
    expect(new Set(notes.map(({ rule }) => rule)).size).toBe(notes.length);
  });
});
