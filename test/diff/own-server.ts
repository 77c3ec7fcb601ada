// A server of one major for the programs that run outside of a test runner, kept in the project's cache.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { usePostgres } from "../../src/servers/embedded-postgres.ts";
import { installMajor } from "../support/majors.ts";
import { root } from "../support/root.ts";

export async function ownServer(major: number) {
  const folder = join(root, ".cache", `diff-server-${major}`);
  mkdirSync(folder, { recursive: true });
  const server = await usePostgres({ folder, major, from: await installMajor(major), durability: "none" });
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  return { server, admin };
}
