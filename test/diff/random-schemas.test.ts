// The proof loop over random pairs of schemas, both ways: what is planned arrives, and then nothing is left to plan.
import fc from "fast-check";
import { describe, expect, inject, it } from "vitest";
import { freshDatabase, withClient } from "../support/database.ts";
import { few } from "../support/sample.ts";
import { provePair } from "./prove-pair.ts";
import { type RandomSchema, randomSchema } from "./random-schema.ts";

const RUNS = Number(process.env.GODWIT_TEST_RANDOM ?? few(12, 7));

describe.each(inject("majors"))("on PostgreSQL %i", (major) => {
  it("arrives from any schema at any other", async () => {
    await fc.assert(
      fc.asyncProperty(randomSchema(), randomSchema(), async (from, to) => {
        const one = await database(from, major);
        const other = await database(to, major);
        try {
          const verdicts = await provePair({ fromUrl: one.url, toUrl: other.url, major, dumps: false });
          for (const { ok, at, detail, sql } of verdicts) {
            expect(ok, `${at}: ${detail}\n${sql.join(";\n")}`).toBe(true);
          }
        } finally {
          await one.drop();
          await other.drop();
        }
      }),
      { numRuns: RUNS, endOnFailure: process.env.GODWIT_TEST_SHRINK === undefined },
    );
  });
});

async function database({ sql }: RandomSchema, major: number) {
  const fresh = await freshDatabase({ major });
  await withClient(fresh.url, (client) => client.query(sql));
  return fresh;
}
