// `verify` beside the truth about every rollback of real histories.
import { expect, test } from "vitest";
import { historyCases, missingForHistories } from "../support/history-case.ts";
import { verifyDisagreements } from "../support/verify-history.ts";

const missing = missingForHistories();
const withTruth = historyCases().filter(({ truth }) => truth.length > 0);

test.skipIf(missing !== null).each(withTruth.map((history) => [history.name, history] as const))(
  `%s agrees with the truth${missing === null ? "" : `: ${missing}`}`,
  async (_name, history) => {
    const { proved, disagreements } = await verifyDisagreements(history);
    expect(disagreements).toEqual([]);
    expect(proved).toBe(history.order.length);
  },
);
