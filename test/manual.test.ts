// Plays the pages of the manual: what they show must be what happens. `npx vitest run -u` accepts what is printed.
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasEmulator } from "./dynamodb/emulator.ts";
import { makeLeague } from "./manual/league.ts";
import { readPage } from "./manual/page.ts";
import { played, type Scene } from "./manual/play.ts";
import { settled } from "./manual/sameness.ts";
import { root } from "./support/root.ts";

const DOCS = join(root, "docs");
const pages = readdirSync(DOCS)
  .filter((name) => name.endsWith(".md"))
  .filter((name) => readPage(readFileSync(join(DOCS, name), "utf8")).some(({ kind }) => kind === "console"));

/** What the readers of these pages have besides an empty folder and a database. */
const SCENES: Readonly<Record<string, Scene>> = {
  "getting-started.md": { embedded: true },
  "configuration.md": { embedded: true },
  "dynamodb.md": { embedded: true, prepare: makeLeague },
  "library.md": {
    async prepare(folder) {
      mkdirSync(join(folder, "node_modules"));
      symlinkSync(root, join(folder, "node_modules/godwit"), "junction");
      return async () => {};
    },
  },
};

describe("the manual", () => {
  // A page has twenty commands and more, and the machine may be busy.
  it.for(pages)("%s", { timeout: 600_000 }, async (name, { skip }) => {
    if (name === "dynamodb.md" && !hasEmulator) skip("there is no emulator for this platform");
    const path = join(DOCS, name);
    await expect(await played(readFileSync(path, "utf8"), SCENES[name])).toMatchFileSnapshot(path);
  });
});

describe("the player of the manual", () => {
  const page = (...lines: string[]) => ["```console", ...lines, "```", ""].join("\n");

  it("keeps what fits, and shows what does not", async () => {
    const text = page("$ godwit version --short", "0.0.0", "$ godwit nonsense");
    expect(await played(text)).toBe(
      page(
        "$ godwit version --short",
        JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version,
        "$ godwit nonsense",
        "error USAGE: there is no command nonsense",
        "hint: run `godwit help` to see commands and flags",
      ),
    );
  });

  it("insists on the status", async () => {
    await expect(played(page("$ godwit check --dir nowhere", "$ echo $?"))).resolves.toContain("\n2\n");
    await expect(
      played(`\`\`\`sql migrations/001_a.sql\nselect 1;\n\`\`\`\n${page("$ godwit check")}`),
    ).rejects.toThrow("ended with 3, not 0");
  });

  it.each([
    [["applied 1 migration in 17ms"], ["applied 1 migration in 1.2s"], true],
    [["took  on"], ["took    on"], true],
    [["a", "b", "c"], ["a", "..."], true],
    [["applied 1 migration in 17ms"], ["applied 2 migrations in 17ms"], false],
    [["a", "b"], ["a"], false],
    [["a"], ["..."], true],
    [["error: b"], ["error: a"], false],
  ])("compares %j with %j", (printed, written, same) => {
    expect(settled(printed, written)).toEqual(same ? written : printed);
  });
});
