// A server's pace is measured without a trace, on the oldest and the newest one.
import { expect, inject, onTestFinished, test } from "vitest";
import { pgDriver } from "../../src/drivers/pg.ts";
import { measurePace, USUAL_PACE } from "../../src/postgres/pace.ts";
import { verbatim } from "../../src/postgres/sql.ts";
import { freshDatabase } from "../support/database.ts";

test.each(inject("majors"))("PostgreSQL %s", async (major) => {
  const { url, drop } = await freshDatabase({ major });
  const session = await (await pgDriver({ url, env: {} })).connect("test");
  onTestFinished(async () => {
    await session.close();
    await drop();
  });
  const pace = await measurePace(session);
  expect(Object.keys(pace).sort()).toEqual(Object.keys(USUAL_PACE).sort());
  for (const [name, value] of Object.entries(pace)) {
    expect([name, Number.isFinite(value) && value >= 0]).toEqual([name, true]);
  }
  expect(pace.writeRow + 50 * pace.writeByte).toBeGreaterThan(pace.readRow);
  const [left] = await session.run(
    verbatim("select count(*) as found from pg_namespace where nspname = 'godwit_pace'"),
  );
  expect(left?.rows[0]?.found).toBe("0");
  expect((await session.run(verbatim("show search_path")))[0]?.rows[0]?.search_path).toContain("public");
});
