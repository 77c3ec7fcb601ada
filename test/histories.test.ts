// Two real histories go up like psql, some of their rollbacks, and what else is asked of a database with a history.
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { compareHistories } from "./support/compare-histories.ts";
import { folderOf } from "./support/folder-of.ts";
import { godwit } from "./support/godwit.ts";
import {
  HISTORY_MAJOR,
  type HistoryCase,
  historyCases,
  missingForHistories,
} from "./support/history-case.ts";
import { historyDatabase, runGodwit } from "./support/history-run.ts";
import { walkHistory } from "./support/history-steps.ts";
import { disagreements } from "./support/history-truth.ts";
import { dump } from "./support/psql.ts";

const missing = missingForHistories();
if (missing !== null) process.stderr.write(`skipped: real histories (${missing})\n`);

describe.skipIf(missing !== null)("real histories", () => {
  it.each(["crates_io", "graph_node"])("%s goes up like psql", async (name) => {
    const { psql, godwit } = await compareHistories(named(name), HISTORY_MAJOR);
    expect([psql.stop, godwit.stop]).toEqual([null, null]);
    expect(godwit.schema).toBe(psql.schema);
    expect(godwit.rows).toEqual(psql.rows);
  });

  it.each([
    { name: "crates_io", first: 131, last: 133 },
    { name: "graph_node", first: 1, last: 4 },
  ])("$name goes down from $first to $last as it was seen to", async ({ name, first, last }) => {
    const verdicts = await walkHistory(named(name), { major: HISTORY_MAJOR, first, last });
    expect(disagreements(named(name), verdicts)).toEqual([]);
  });

  it("leaves another tool's table alone", async () => {
    const harbor = named("harbor");
    const { url, drop } = await historyDatabase(harbor, HISTORY_MAJOR);
    onTestFinished(drop);
    const before = await dump(url, "everything");
    for (const command of ["up", "status", "down"]) {
      const result = await godwit([command, "--json", "--dir", harbor.folder], {
        cwd: folderOf({}),
        env: { DATABASE_URL: url },
      });
      expect(result.status).toBe(3);
      expect(result.json()).toMatchObject({ ok: false, error: { code: "FOREIGN_TABLE" } });
      expect(result.json<{ error: { message: string } }>().error.message).toContain("golang-migrate");
    }
    expect(await dump(url, "everything")).toBe(before);
  });

  it("answers questions about a database that is up to date, and changes nothing by it", async () => {
    const history = named("concourse");
    const { url, drop } = await historyDatabase(history, HISTORY_MAJOR);
    onTestFinished(drop);
    const run = (...args: readonly string[]) => runGodwit(history, url, [...args, "--json"]);
    expect(await run("up")).toMatchObject({ status: 0 });
    const whole = await dump(url, "everything");

    const status = (await run("status")).json();
    expect(status).toMatchObject({ counts: { applied: 149, pending: 0 } });
    expect(await run("check")).toMatchObject({ status: 0 });
    expect((await run("up")).json()).toMatchObject({ ok: true, migrations: [] });
    // 85 has no rollback: what stands after it can be listed, and who wants more hears of it before anything runs.
    const listed = (await run("down", "--to", "85", "--dry-run")).json<{
      migrations: { version: string }[];
    }>();
    expect(listed.migrations.map(({ version }) => Number(version))).toEqual(
      history.order
        .slice(85)
        .map(({ n }) => n)
        .reverse(),
    );
    for (const flags of [["--dry-run"], []]) {
      const refused = (await run("down", "--to", "0", ...flags)).json();
      expect(refused).toMatchObject({ ok: false, error: { code: "NO_ROLLBACK" } });
      expect(JSON.stringify(refused)).toContain(history.order[84]?.id);
    }
    expect(await dump(url, "everything")).toBe(whole);
    expect((await run("status")).json()).toEqual(status);
  });

  it("goes down with the rollbacks that the history kept where their files are gone", async () => {
    const original = named("concourse");
    const folder = folderOf({});
    cpSync(original.folder, folder, { recursive: true });
    const history = { ...original, folder };
    const { url, drop } = await historyDatabase(history, HISTORY_MAJOR);
    onTestFinished(drop);
    const run = (...args: readonly string[]) => runGodwit(history, url, [...args, "--json"]);
    expect(await run("up", "--to", "146")).toMatchObject({ status: 0 });
    const before = await dump(url);
    expect(await run("up")).toMatchObject({ status: 0 });
    // One loses its rollback, one both of its files, one nothing.
    const [one, two] = original.order.slice(-2);
    for (const file of [one?.down, two?.down, two?.up]) rmSync(join(folder, String(file)));

    const down = (await run("down", "--to", "146")).json<{ migrations: { name: string }[] }>();
    expect(down.migrations).toHaveLength(3);
    expect(await dump(url)).toBe(before);
  });
});

function named(wanted: string): HistoryCase {
  const found = historyCases().find(({ name }) => name === wanted);
  if (!found) throw new Error(`there is no history ${wanted}`);
  return found;
}
