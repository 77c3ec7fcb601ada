// Two branches of real histories: neighbours that commute, and neighbours that do not, with what stands in the way.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { godwit } from "./support/godwit.ts";
import { type HistoryCase, historyCases, missingForHistories } from "./support/history-case.ts";

const missing = missingForHistories();

interface Merged {
  readonly commutes: boolean;
  readonly conflicts: readonly {
    readonly about: string;
    readonly one: readonly { readonly statement: string }[];
    readonly other: readonly { readonly statement: string }[];
  }[];
}

/** The migration after the first `common` ones on one branch, and the one after that on the other. */
async function neighbours(name: string, common: number): Promise<Merged> {
  const history = historyCases().find((one) => one.name === name) as HistoryCase;
  const folder = mkdtempSync(join(tmpdir(), "godwit-branches-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [branch, own] of [
    ["one", common],
    ["other", common + 1],
  ] as const) {
    mkdirSync(join(folder, branch));
    for (const [index, { up }] of history.order.entries())
      if (index < common || index === own) cpSync(join(history.folder, up), join(folder, branch, up));
  }
  const setup = history.setup ? { GODWIT_SHADOW_SETUP: history.setup } : {};
  const env = { ...history.environment, ...setup, GODWIT_HISTORY_SCHEMA: "godwit" };
  const result = await godwit(["merge", "one", "other", "--dir", "one", "--json"], { cwd: folder, env });
  expect(result.status, result.stderr).toBe(result.json<Merged>().commutes ? 0 : 3);
  return result.json<Merged>();
}

describe.skipIf(missing !== null)(
  `branches of real histories${missing ? ` (skipped: ${missing})` : ""}`,
  () => {
    it.each([
      ["temporal_temporal", 6],
      ["supabase_auth", 15],
    ] as const)("%s after %i commutes", async (name, common) => {
      expect(await neighbours(name, common)).toMatchObject({ commutes: true, conflicts: [] });
    });

    it("two bodies of one function: who comes last wins", async () => {
      const { commutes, conflicts } = await neighbours("supabase_auth", 7);
      expect(commutes).toBe(false);
      expect(conflicts.map(({ about }) => about)).toEqual(['function auth.uid.""']);
      expect(conflicts[0]?.one[0]?.statement).toMatch(/^create or replace function auth\.uid/i);
      expect(conflicts[0]?.other[0]?.statement).toMatch(/^create or replace function auth\.uid/i);
    });

    it("an index on a column that only the other branch has", async () => {
      const { commutes, conflicts } = await neighbours("supabase_auth", 12);
      expect(commutes).toBe(false);
      expect(conflicts).toHaveLength(1);
      expect(conflicts[0]?.about).toBe("0014_20220429102000_add_unique_idx");
      expect(conflicts[0]?.one[0]?.statement).toMatch(/^ALTER TABLE auth\.users/i);
    });
  },
);
