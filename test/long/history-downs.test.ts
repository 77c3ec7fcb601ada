// Step by step from the true state, rollbacks of real histories do what they were seen to do on PostgreSQL 15.
import { describe, expect, it } from "vitest";
import { historyCases } from "../support/history-case.ts";
import { HistoryWalk, type Verdict } from "../support/history-steps.ts";
import { hasPgDump, hasPsql } from "../support/installed-program.ts";

const cases = historyCases().filter(({ truth }) => truth.length > 0);
const able = cases.length > 0 && hasPsql() !== null && hasPgDump() !== null;
if (!able)
  process.stderr.write("skipped: rollbacks of real histories (no cases beside the repository, or no psql)\n");

describe.skipIf(!able)("rollbacks of real histories", () => {
  it.each(cases.map((one) => [one.name, one] as const))("%s agrees with its truth", async (_, one) => {
    const walk = new HistoryWalk(one);
    const verdicts: Verdict[] = [];
    await walk.reach(1);
    for (const entry of one.order) verdicts.push(await walk.try(entry));
    await walk.end();
    const found = verdicts.map(({ n, id, down_ok, down_restores, reup_ok }) => ({
      n,
      id,
      down_ok,
      down_restores,
      reup_ok,
    }));
    const truth = one.truth.map(({ n, down_ok, down_restores, reup_ok }, index) => ({
      n,
      id: one.order[index]?.id,
      down_ok,
      down_restores,
      reup_ok,
    }));
    const differ = found.filter((verdict, index) => JSON.stringify(verdict) !== JSON.stringify(truth[index]));
    const lost = verdicts.filter(({ lostNothing }) => lostNothing === false);
    expect(differ.map((verdict) => ({ found: verdict, truth: truth[verdict.n - 1] }))).toEqual([]);
    expect(lost).toEqual([]);
    process.stderr.write(`${one.name}: ${found.length} steps agree\n`);
  });
});
