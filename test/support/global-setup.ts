// Before the tests with real servers: builds the command, installs other majors, starts one throw-away server.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { resetPostgres, usePostgres } from "../../src/servers/embedded-postgres.ts";
import { DEFAULT_MAJOR, RELEASES } from "../../src/servers/platform.ts";
import { installMajor } from "./majors.ts";
import { root } from "./root.ts";
import { serverFolder } from "./server-folder.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Folder of the servers that all test files of this run share. */
    readonly servers: string;
    /** The majors that this run tests, newest first. */
    readonly majors: readonly number[];
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (buildIsOld()) {
    execFileSync(process.execPath, [join(root, "scripts/build.mjs"), "--no-types"], { stdio: "inherit" });
  }
  const majors = chosenMajors(project.name);
  for (const major of majors) await installMajor(major);
  const servers = mkdtempSync(join(tmpdir(), "godwit-test-"));
  project.provide("servers", servers);
  project.provide("majors", majors);
  // Held from here, it stays up between test files; those of other majors come and go with their users.
  const held = await usePostgres({
    folder: serverFolder(servers, DEFAULT_MAJOR),
    from: root,
    durability: "none",
  });
  return async () => {
    await held.release();
    for (const name of readdirSync(servers)) await resetPostgres(join(servers, name));
    rmSync(servers, { recursive: true });
  };
}

/** GODWIT_TEST_MAJORS=16,15 chooses others, to look into one of them or to work offline. */
function chosenMajors(project: string): readonly number[] {
  const wanted = process.env.GODWIT_TEST_MAJORS;
  if (wanted !== undefined) return wanted.split(",").map(Number);
  const all = Object.keys(RELEASES).map(Number).reverse();
  return project === "long" ? all : [Math.max(...all), Math.min(...all)];
}

function buildIsOld(): boolean {
  const built = join(root, "dist/servers/keeper.js");
  if (!existsSync(built)) return true;
  const { mtimeMs } = statSync(built);
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" });
  const files = ["scripts/build.mjs", "package.json", ...sources.map((name) => join("src", name))];
  return files.some((file) => !file.endsWith(".test.ts") && statSync(join(root, file)).mtimeMs > mtimeMs);
}
