// The manual's pages about lint are those of the rules; `npx vitest run --project unit test/lint-manual.test.ts -u` writes them.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MODULE_RULES } from "../src/dynamodb/rules.ts";
import { IGNORE_RULES } from "../src/postgres/lint/ignore-rules.ts";
import { RULES } from "../src/postgres/rules.ts";
import { parityPage, rulesPage } from "./manual/lint-pages.ts";
import { PEERS } from "./manual/parity.ts";
import { bytebase, migrationPilot } from "./manual/parity-migrationpilot.ts";
import { root } from "./support/root.ts";

const peers = [...PEERS, migrationPilot, bytebase];
const known = new Set<string>([...RULES, ...IGNORE_RULES].map(({ name }) => name));

/** How many rules each of them has, by its own count. */
const COUNTS: Readonly<Record<string, number>> = { squawk: 39, eugene: 15 };

describe("the table of what other linters find", () => {
  it("names only rules that there are", () => {
    const named = peers.flatMap(({ rules }) =>
      Object.values(rules).filter((answer) => !answer.startsWith("no: ")),
    );
    expect(named.flatMap((answer) => answer.split(" ")).filter((name) => !known.has(name))).toEqual([]);
  });

  it("is complete where the number of their rules is known", () => {
    for (const { name, rules } of peers) {
      if (COUNTS[name] !== undefined) expect([name, Object.keys(rules).length]).toEqual([name, COUNTS[name]]);
    }
    const pilot = Object.keys(migrationPilot.rules).join(" ");
    const missing = Array.from({ length: 112 }, (_, at) => at + 1).filter(
      (number) => !new RegExp(`MP${String(number).padStart(3, "0")}\\b`).test(pilot) && number !== 106,
    );
    expect(missing).toEqual([]);
  });

  it("is the page", async () => {
    await expect(parityPage(peers)).toMatchFileSnapshot(join(root, "docs/lint-parity.md"));
  });
});

describe("the page of rules", () => {
  it("is what the rules say", async () => {
    await expect(rulesPage([...RULES, ...MODULE_RULES], IGNORE_RULES)).toMatchFileSnapshot(
      join(root, "docs/rules.md"),
    );
  });
});
