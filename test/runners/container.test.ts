// In a container: SIGTERM leaves a checkpoint, and the status says "run me again" in the scheduler's words.
import { expect, onTestFinished, test } from "vitest";
import { freshDatabase, withClient } from "../support/database.ts";
import { folderOf } from "../support/folder-of.ts";
import { godwit, startGodwit } from "../support/godwit.ts";

test("a container that is asked to stop ends with 75, and the next one goes on", async () => {
  const database = await freshDatabase();
  onTestFinished(() => database.drop());
  const cwd = folderOf({
    "migrations/001_series.sql":
      "-- Transaction: none\ncreate table ran (what text);\ninsert into ran select 'slow' from pg_sleep(3);\n",
  });
  const env = { DATABASE_URL: database.url, GODWIT_EXIT_AGAIN: "75", GODWIT_VERBOSE: "1" };
  const { child, result } = startGodwit(["up"], { cwd, env });
  let said = "";
  child.stderr?.on("data", (text) => {
    said += text;
    if (/pg_sleep/.test(said)) child.kill("SIGTERM");
  });
  const first = await result;
  expect(first.status, first.stderr).toBe(75);
  expect((await godwit(["up"], { cwd, env })).status).toBe(0);
  await withClient(database.url, async (client) => {
    const { rows } = await client.query("select what from ran");
    expect(rows).toEqual([{ what: "slow" }]);
  });
});
