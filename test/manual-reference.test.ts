// The manual is complete where it is a reference: every setting, header key, psql command, standing, event, link.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CHECKS } from "../src/actions/check.ts";
import type { HistoryEventName } from "../src/core/history.ts";
import type { StandingName } from "../src/core/standing.ts";
import { HARMLESS, REFUSED_VARIABLES } from "../src/postgres/parse/meta-rules.ts";
import { SINGLE_SETTINGS, variablesOf } from "../src/settings/setting-names.ts";
import { HEADER_KEYS } from "../src/sources/header.ts";
import { anchorsOf, deadLinks } from "./manual/links.ts";
import { root } from "./support/root.ts";

const DOCS = join(root, "docs");
const page = (name: string) => readFileSync(join(DOCS, name), "utf8");

/** Records, so that the compiler misses a name that is new. */
const STANDINGS: Record<StandingName, true> = {
  pending: true,
  applied: true,
  changed: true,
  missing: true,
  failed: true,
  running: true,
  "out-of-order": true,
  held: true,
  skipped: true,
  retired: true,
};
const EVENTS: Record<Exclude<HistoryEventName, "created" | "started" | "retried">, true> = {
  announced: true,
  progressed: true,
  applied: true,
  failed: true,
  reverted: true,
  "revert-failed": true,
  skipped: true,
  stamped: true,
  forgotten: true,
  repaired: true,
  unlocked: true,
  "taken-over": true,
  secured: true,
};

/** Those of the names that do not stand on the page as code. */
const unsaid = (names: Iterable<string>, name: string) => {
  const said = new Set(
    [...page(name).matchAll(/`([^`\n]+)`/g)].flatMap(([, code = ""]) => [code, code.toLowerCase()]),
  );
  return [...names].filter((wanted) => !said.has(wanted));
};

describe("the manual says", () => {
  it("what every setting is, with its variables, in a row of its own", () => {
    const rows = page("configuration.md").split("\n");
    const missing = SINGLE_SETTINGS.filter((setting) => {
      const row = rows.find((line) => line.startsWith(`| \`${setting}\` |`)) ?? "";
      const cells = row.split("|").length;
      return cells !== 8 || variablesOf(setting).some((variable) => !row.includes(`\`${variable}\``));
    });
    expect(missing).toEqual([]);
  });

  it("every key of the header", () => {
    expect(unsaid(HEADER_KEYS, "files.md")).toEqual([]);
  });

  it("every psql command that is passed over, and every variable that is refused", () => {
    expect(
      unsaid(
        [...HARMLESS].map((command) => `\\${command}`),
        "files.md",
      ),
    ).toEqual([]);
    const text = page("files.md");
    expect([...REFUSED_VARIABLES].filter((variable) => !text.includes(variable))).toEqual([]);
  });

  it("every standing and every event of the log", () => {
    expect(unsaid([...Object.keys(STANDINGS), ...Object.keys(EVENTS)], "history.md")).toEqual([]);
  });

  it("every check", () => {
    expect(unsaid(CHECKS, "getting-started.md")).toEqual([]);
  });
});

describe("its pages", () => {
  const pages = readdirSync(DOCS, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".md"));

  it.each(pages)("%s has no dead links", (name) => {
    expect(deadLinks(join(DOCS, name))).toEqual([]);
  });

  it("are all in the index", () => {
    const index = page("README.md");
    const own = pages.filter((name) => !name.includes("/") && name !== "README.md");
    expect(own.filter((name) => !index.includes(`](${name})`))).toEqual([]);
  });

  it("have the anchors that GitHub gives them", () => {
    expect(anchorsOf("# A `b` c, d\n## psql's commands\n```\n# no heading\n```\n")).toEqual([
      "a-b-c-d",
      "psqls-commands",
    ]);
  });
});
