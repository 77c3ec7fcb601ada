// What the embedded server of every major must do.
import { join } from "node:path";
import { expect } from "vitest";
import { usePostgres } from "../../src/servers/embedded-postgres.ts";
import { withClient } from "../support/database.ts";
import { majorFolder } from "../support/majors.ts";

export async function checkMajor(major: number, scratch: string): Promise<void> {
  const folder = join(scratch, "db");
  const used = await usePostgres({ folder, from: majorFolder(major), major, durability: "none" });
  const { rows } = await withClient(used.url, async (client) => {
    for (const name of ["pgcrypto", "hstore", "postgres_fdw"]) await client.query(`create extension ${name}`);
    return client.query("select current_setting('server_version') as version, upper('ä') as upper");
  });
  expect(rows).toEqual([{ version: used.version, upper: "Ä" }]);
  await used.release();
}
