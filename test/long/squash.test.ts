// Real histories as baselines: a database made from one is that which psql made from all files, by pg_dump's judgement.
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { godwit } from "../support/godwit.ts";
import { HISTORY_MAJOR, historyCases, missingForHistories } from "../support/history-case.ts";
import { historyDatabase, rowCounts, upWithPsql } from "../support/history-run.ts";
import { majorFolder } from "../support/majors.ts";
import { dump, withoutColumnOrder } from "../support/psql.ts";

const missing = missingForHistories();
const ONLY = process.env.GODWIT_TEST_HISTORIES?.split(",");
const CASES = historyCases().filter(({ name }) => ONLY === undefined || ONLY.includes(name));

describe.skipIf(missing !== null)(
  `squash on real histories${missing ? ` (skipped: ${missing})` : ""}`,
  () => {
    it.each(CASES.map((history) => [history.name, history] as const))("%s", async (_name, history) => {
      const folder = mkdtempSync(join(tmpdir(), "godwit-squash-"));
      const [one, other] = [
        await historyDatabase(history, HISTORY_MAJOR),
        await historyDatabase(history, HISTORY_MAJOR),
      ];
      try {
        cpSync(history.folder, join(folder, "migrations"), { recursive: true });
        rmSync(join(folder, "migrations", "setup.sql"), { force: true });
        // Its shadows are of that major, too, whose binaries are looked for from here.
        symlinkSync(
          join(majorFolder(HISTORY_MAJOR), "node_modules"),
          join(folder, "node_modules"),
          "junction",
        );
        const setup = history.setup ? { GODWIT_SHADOW_SETUP: history.setup } : {};
        const env = { ...history.environment, ...setup, GODWIT_HISTORY_SCHEMA: "godwit" };
        const run = (...args: readonly string[]) => godwit([...args, "--url", one.url], { cwd: folder, env });
        const squashed = await run("squash", "--json");
        expect(squashed.status, squashed.stderr).toBe(0);
        const { covers, facts, rows } = squashed.json<{
          readonly covers: readonly unknown[];
          readonly facts: number;
          readonly rows: number;
        }>();
        console.log(`${history.name}: ${covers.length} migrations, ${facts} facts, ${rows} rows`);
        expect(covers).toHaveLength(history.order.length);
        const up = await run("up", "--json");
        expect(up.status, up.stderr).toBe(0);
        expect(up.json<{ readonly migrations: readonly unknown[] }>().migrations).toHaveLength(1);
        expect(await upWithPsql(history, other.url)).toBeNull();
        expect(withoutColumnOrder(await dump(one.url))).toBe(withoutColumnOrder(await dump(other.url)));
        expect(await rowCounts(one.url)).toEqual(await rowCounts(other.url));
      } finally {
        rmSync(folder, { recursive: true });
        await one.drop();
        await other.drop();
      }
    });
  },
);
