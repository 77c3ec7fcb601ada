// Every real history goes up to the schema that psql makes of the same files.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { godwit } from "../support/godwit.ts";
import { dump, historyCases, optionsOf, psql } from "../support/history-case.ts";
import { hasPgDump, hasPsql } from "../support/installed-program.ts";

const cases = historyCases();
const able = cases.length > 0 && hasPsql() !== null && hasPgDump() !== null;
if (!able) process.stderr.write("skipped: real histories (no cases beside the repository, or no psql)\n");

describe.skipIf(!able)("real histories", () => {
  it.each(cases.map((one) => [one.name, one] as const))("%s goes up like psql", async (_, one) => {
    const theirs = await freshDatabase({ major: 15 });
    const ours = await freshDatabase({ major: 15 });
    const env = optionsOf(one);
    for (const { url } of [theirs, ours]) if (one.setup) psql(url, ["-f", one.setup], env);
    const started = performance.now();
    for (const { up, tx } of one.order) {
      psql(theirs.url, [...(tx ? ["-1"] : []), "-f", join(one.folder, up)], env);
    }
    const between = performance.now();
    const cwd = mkdtempSync(join(tmpdir(), "godwit-history-"));
    const environment = { ...env, GODWIT_HISTORY_SCHEMA: "godwit" };
    const args = ["--url", ours.url, "--dir", one.folder];
    const result = await godwit(["up", "--json", "--quiet", ...args], { cwd, env: environment });
    const ended = performance.now();
    expect(result.json()).toMatchObject({ ok: true });
    expect(result.json<{ migrations: unknown[] }>().migrations).toHaveLength(one.order.length);
    expect(dump(ours.url)).toBe(dump(theirs.url));
    const again = await godwit(["up", ...args], { cwd, env: environment });
    expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining("nothing to apply") });
    const seconds = (ms: number) => (ms / 1000).toFixed(1);
    process.stderr.write(
      `${one.name}: ${one.order.length} files, godwit ${seconds(ended - between)} s, psql ${seconds(between - started)} s\n`,
    );
    await Promise.all([theirs.drop(), ours.drop()]);
  });
});
