// Step by step from the true state, rollbacks of real histories do what they were seen to do on PostgreSQL 15.
import { describe, expect, it } from "vitest";
import { HISTORY_MAJOR, historyCases, missingForHistories } from "../support/history-case.ts";
import { walkHistory } from "../support/history-steps.ts";
import { disagreements } from "../support/history-truth.ts";

const missing = missingForHistories();
if (missing !== null) process.stderr.write(`skipped: rollbacks of real histories (${missing})\n`);
const cases = historyCases().filter(({ name, truth }) => truth.length > 0 || name === "authelia");

describe.skipIf(missing !== null)("rollbacks of real histories", () => {
  it.each(cases)("$name goes down as it was seen to", async (history) => {
    const started = performance.now();
    const verdicts = await walkHistory(history, {
      major: HISTORY_MAJOR,
      first: 1,
      last: history.order.length,
    });
    const seconds = Math.round((performance.now() - started) / 1000);
    process.stderr.write(`${history.name}: ${verdicts.length} rollbacks in ${seconds} s\n`);
    expect(verdicts).toHaveLength(history.order.filter(({ down }) => down !== null).length);
    expect(disagreements(history, verdicts)).toEqual([]);
  });
});
