// `verify` beside the truth about real rollbacks: a sample of each history; test/long has all of them.
import { expect, test } from "vitest";
import { historyCases, missingForHistories } from "./support/history-case.ts";
import { verifyDisagreements } from "./support/verify-history.ts";

/** Broken rollbacks of all sorts, and good ones that look alike. */
const SAMPLE: Readonly<Record<string, readonly number[]>> = {
  crates_io: [1, 9, 20, 37, 38],
  graph_node: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  concourse: [1, 3, 4, 5, 6, 7, 8, 9],
};

const missing = missingForHistories();

test.skipIf(missing !== null)(`agrees with the truth${missing === null ? "" : `: ${missing}`}`, async () => {
  for (const history of historyCases()) {
    const sample = SAMPLE[history.name];
    if (!sample) continue;
    const { proved, disagreements } = await verifyDisagreements(history, sample);
    expect(disagreements, history.name).toEqual([]);
    expect(proved).toBe(sample.length);
  }
});
