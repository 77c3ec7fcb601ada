// Our own diff cases on the newest and the oldest major: planned, applied, read again, in both directions.
import { describe, expect, inject, it } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { sample } from "../support/sample.ts";
import { ownCases } from "./diff-cases.ts";
import { provePair } from "./prove-pair.ts";

/** The forms that do not block are tried on the newest major. */
const uses = inject("majors").flatMap((major, _, majors) => [
  { major, used: false, tables: "new", every: major === Math.max(...majors) ? 1 : 3 },
  ...(major === Math.max(...majors) ? [{ major, used: true, tables: "used", every: 1 }] : []),
]);

describe.each(uses)("on PostgreSQL $major, with $tables tables", ({ major, used, every }) => {
  it.each(
    sample(
      ownCases().filter(({ since }) => since <= major),
      every,
    ),
  )("$name", async ({ setup, from, to, rows, kept }) => {
    const [left, right] = [
      await freshDatabase({ major, sql: `${setup}\n${from}\n${rows}` }),
      await freshDatabase({ major, sql: `${setup}\n${to}` }),
    ];
    try {
      const verdicts = await provePair({
        fromUrl: left.url,
        toUrl: right.url,
        major,
        dumps: false,
        used,
        kept,
      });
      expect(verdicts.filter(({ ok }) => !ok)).toEqual([]);
    } finally {
      await left.drop();
      await right.drop();
    }
  });
});
