// Our own diff cases on the newest and the oldest major: planned, applied, read again, in both directions.
import { describe, expect, inject, it } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { sample } from "../support/sample.ts";
import { ownCases } from "./diff-cases.ts";
import { provePair } from "./prove-pair.ts";

/** The forms that do not block are tried on the newest major. */
const uses = inject("majors").flatMap((major, _, majors) => [
  { major, used: false, tables: "new", from: 0, every: major === Math.max(...majors) ? 5 : 10 },
  ...(major === Math.max(...majors) ? [{ major, used: true, tables: "used", every: 5, from: 1 }] : []),
]);

describe.each(uses)("on PostgreSQL $major, with $tables tables", ({ major, used, every, from }) => {
  it.each(
    sample(
      ownCases().filter(({ since }) => since <= major),
      every,
      from,
    ),
  )("$name", async ({ setup, from: before, to, rows, kept }) => {
    const [left, right] = [
      await freshDatabase({ major, sql: `${setup}\n${before}\n${rows}` }),
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
