// Binaries as npm leaves them: without their links, unreadable for the server's user, in every major.
import { chmodSync, cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { findBinaries } from "../../src/servers/binaries.ts";
import { resetPostgres } from "../../src/servers/embedded-postgres.ts";
import { packageNames, platformName, thisMachine } from "../../src/servers/platform.ts";
import { withClient } from "../support/database.ts";
import { root } from "../support/root.ts";
import { checkMajor } from "./check-major.ts";
import { startClient } from "./client-process.ts";
import { expectNoOrphans, scratch } from "./scratch.ts";

expectNoOrphans();
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const platform = platformName(thisMachine());

/** A project with its own copy of the binaries, installed under the alias, as npm does without install scripts. */
function projectWithoutLinks(folder: string): string {
  const { root: native } = findBinaries({ from: root });
  const [alias = ""] = packageNames(platform, 18);
  const copy = join(folder, "project", "node_modules", alias);
  mkdirSync(copy, { recursive: true });
  for (const name of ["package.json", "dist", "native"]) {
    cpSync(join(native, "..", name), join(copy, name), { recursive: true, verbatimSymlinks: true });
  }
  const links = JSON.parse(readFileSync(join(copy, "native", "pg-symlinks.json"), "utf8")) as {
    target: string;
  }[];
  for (const { target } of links) rmSync(join(copy, target));
  return join(folder, "project");
}

test("without its links the package is completed in the cache, and itself left alone", async () => {
  const base = scratch();
  const from = projectWithoutLinks(base);
  const cache = join(base, "cache");
  const client = await startClient(
    { folder: join(base, "db"), from, major: 18 },
    { env: { XDG_CACHE_HOME: cache } },
  );
  expect(client.said.error).toBeUndefined();
  await withClient(client.said.url ?? "", (session) =>
    session.query(`create collation de (provider = icu, locale = 'de')`),
  );
  const copies = readdirSync(join(cache, "godwit")).filter((name) => name.startsWith("postgres-"));
  expect(copies).toHaveLength(1);
  const lib = join("native", "lib");
  const inProject = readdirSync(join(from, "node_modules", packageNames(platform, 18)[0] ?? "", lib));
  const inCache = readdirSync(join(cache, "godwit", copies[0] ?? "", "lib"));
  expect(inCache.length).toBeGreaterThan(inProject.length);
  await client.leave();
});

test.skipIf(!isRoot)(
  "binaries under a private home are copied to where the server's user can read them",
  async () => {
    const base = scratch();
    const home = join(base, "home");
    mkdirSync(home, { mode: 0o700 });
    const from = projectWithoutLinks(home);
    const env = { XDG_CACHE_HOME: join(base, "cache") };
    const client = await startClient({ folder: join(home, "db"), from, major: 18 }, { env });
    expect(client.said.error).toBeUndefined();
    await withClient(client.said.url ?? "", (session) => session.query("select 1"));
    expect(lstatSync(home).mode & 0o777).toBe(0o700);
    await client.leave();
    // Its data had to go elsewhere, too.
    await resetPostgres(join(home, "db"));
  },
);

test.skipIf(!isRoot)("a cache folder that others can write is not trusted", async () => {
  const base = scratch();
  const temporary = join(base, "tmp");
  mkdirSync(join(temporary, `godwit-cache-${NOBODY}`), { recursive: true });
  chmodSync(temporary, 0o777);
  chmodSync(base, 0o777);
  const env = { HOME: "/nonexistent", TMPDIR: temporary };
  const client = await startClient({ folder: join(base, "db") }, { uid: NOBODY, env });
  expect(client.said.error).toMatchObject({
    code: "WRITE_FAILED",
    hint: expect.stringContaining("XDG_CACHE_HOME"),
  });
});

test.each(inject("majors"))("PostgreSQL %i starts, with its extensions", (major) =>
  checkMajor(major, scratch()),
);
