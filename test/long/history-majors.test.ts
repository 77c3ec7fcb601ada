// A long real history goes up on every major that psql can bring it up on, and stops where psql stops.
import { describe, expect, inject, it } from "vitest";
import { compareHistories } from "../support/compare-histories.ts";
import { historyCases, missingForHistories } from "../support/history-case.ts";

const missing = missingForHistories();
if (missing !== null) process.stderr.write(`skipped: a real history on every major (${missing})\n`);
const history = historyCases().find(({ name }) => name === "crates_io");

describe.skipIf(missing !== null || history === undefined)("crates.io's history", () => {
  it.each(inject("majors"))("goes on PostgreSQL %i as far as with psql", async (major) => {
    if (history === undefined) throw new Error("skipped without it");
    const { psql, godwit } = await compareHistories(history, major);
    expect(godwit.stop?.file).toBe(psql.stop?.file);
    if (psql.stop !== null) expect(godwit.stop?.message).toContain(psql.stop.message);
    expect(godwit.schema).toBe(psql.schema);
    expect(godwit.rows).toEqual(psql.rows);
  });
});
