// The embedded servers that shadows live on: one that is kept for all of this person's projects, and throw-away ones.
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { GodwitError } from "../core/errors.ts";
import { findBinaries } from "./binaries.ts";
import { cacheFolder } from "./cache-folder.ts";
import { postgresStatus, resetPostgres, type UsedPostgres, usePostgres } from "./embedded-postgres.ts";
import { makePassable } from "./make-folder.ts";
import { serverUser } from "./server-user.ts";

export interface ShadowPostgres {
  /** The target's; without it the one that comes with Godwit. */
  readonly major?: number | undefined;
  /** Folder where the lookup of npm packages starts. */
  readonly from: string;
}

/** Throws NO_EMBEDDED with the npm line when the binaries of the major are not there. */
export async function useShadowPostgres({ major, from }: ShadowPostgres): Promise<UsedPostgres> {
  const found = findBinaries({ major, from });
  // The name says the platform, too: a home folder may be on several machines.
  const folder = join(cacheFolder(serverUser()), `shadow-${found.major}-${found.platform}`);
  const options = { folder, major: found.major, from, durability: "none" } as const;
  try {
    return await usePostgres(options);
  } catch (error) {
    if (!(error instanceof GodwitError) || error.code !== "SERVER_START") throw error;
    // Nothing on it is worth anything, and without fsync a crash of the machine may have broken it.
    if ((await postgresStatus(folder)).state === "running") throw error;
    await resetPostgres(folder);
    return usePostgres(options);
  }
}

/** A server that nobody else uses. It and its folder are removed when its user is gone, however that ends. */
export async function useThrowAwayPostgres({ major, from }: ShadowPostgres): Promise<UsedPostgres> {
  const found = findBinaries({ major, from });
  const parent = join(makePassable(cacheFolder(serverUser())), "throw-away");
  makePassable(parent);
  await sweep(parent);
  const folder = mkdtempSync(join(parent, `${found.major}-`));
  try {
    return await usePostgres({ folder, major: found.major, from, durability: "none", disposable: true });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

const ABANDONED_MS = 3_600_000;

/** Where the keeper was killed as well, folders are left behind. */
async function sweep(parent: string): Promise<void> {
  for (const name of readdirSync(parent)) {
    const folder = join(parent, name);
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat === undefined || Date.now() - stat.mtimeMs < ABANDONED_MS) continue;
    const { state } = await postgresStatus(folder);
    if (state !== "running") rmSync(folder, { recursive: true, force: true });
  }
}
