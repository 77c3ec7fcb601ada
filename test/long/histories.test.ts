// Every real history goes up to the schema and the rows that psql makes of the same files.
import { describe, expect, it } from "vitest";
import { compareHistories } from "../support/compare-histories.ts";
import { HISTORY_MAJOR, historyCases, missingForHistories } from "../support/history-case.ts";

const missing = missingForHistories();
if (missing !== null) process.stderr.write(`skipped: real histories (${missing})\n`);

describe.skipIf(missing !== null)("real histories", () => {
  it.each(historyCases())("$name goes up like psql", async (history) => {
    const { psql, godwit } = await compareHistories(history, HISTORY_MAJOR);
    expect(psql.stop).toBeNull();
    expect(godwit.stop).toBeNull();
    expect(godwit.schema).toBe(psql.schema);
    expect(godwit.rows).toEqual(psql.rows);
  });
});
