// Files and folders that the user may not read. Root may read everything, so it becomes somebody else first.
import { chmodSync, chownSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { folderOf } from "./support/folder-of.ts";
import { startGodwit } from "./support/godwit.ts";

const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;

it.skipIf(process.platform === "win32").each([
  ["migrations/001_a.sql", "FILE_UNREADABLE"],
  ["migrations", "FOLDER_UNREADABLE"],
])("%s", async (path, code) => {
  const cwd = folderOf({ "migrations/001_a.sql": "select 1;", "godwit.config.json": "{}" });
  chmodSync(cwd, 0o755);
  if (isRoot) chownSync(join(cwd, path), NOBODY, NOBODY);
  chmodSync(join(cwd, path), 0);
  onTestFinished(() => chmodSync(join(cwd, path), 0o700));
  const env = { DATABASE_URL: "postgresql://127.0.0.1:1/never-asked", HOME: cwd };
  const { result } = startGodwit(["up", "--json"], { cwd, env, ...(isRoot ? { user: NOBODY } : {}) });
  const { status, json } = await result;
  expect(status).toBe(2);
  expect(json()).toMatchObject({
    error: { code, file: path, message: `${path} may not be read by this user` },
  });
});
