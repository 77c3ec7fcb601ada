// What the driver makes of a server's answers.
import { expect, test } from "vitest";
import { pgDriver } from "../../src/drivers/pg.ts";
import { verbatim } from "../../src/postgres/sql.ts";
import { freshDatabase } from "../support/database.ts";

test("rows without columns are rows", async () => {
  const database = await freshDatabase({});
  const session = await (await pgDriver({ url: database.url, env: {} })).connect("test");
  const answers = await session.run(
    verbatim("select from generate_series(1, 2); select from generate_series(1, 0); select 1 as one"),
  );
  expect(answers.map(({ rows }) => rows.length)).toEqual([2, 0, 1]);
  await session.close();
  await database.drop();
});
