// The file in which a team keeps the state of its last good release.
import { readFileSync } from "node:fs";
import { GodwitError } from "../core/errors.ts";
import { unreadable } from "./unreadable.ts";

/** The migration that the file names under `migrations_version`: a version or a whole name. */
export function lastKnownGood(file: string | undefined): string {
  if (file === undefined) {
    throw new GodwitError("CONFIG_INVALID", "no file is set for the last known good state", {
      hint: 'set lastKnownGood: "last-known-good.json" in the configuration',
    });
  }
  const version = versionIn(read(file), file);
  if (typeof version === "string" && version !== "") return version;
  throw new GodwitError("CONFIG_INVALID", `${file} has no "migrations_version"`, {
    at: { file },
    hint: 'write the newest good migration into it, such as "migrations_version": "023_add_policy_profiles"',
  });
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw unreadable("FILE_UNREADABLE", file, cause);
  }
}

function versionIn(text: string, file: string): unknown {
  try {
    const state = JSON.parse(text) as { readonly migrations_version?: unknown } | null;
    return state?.migrations_version;
  } catch (cause) {
    throw new GodwitError("CONFIG_INVALID", `${file} is not JSON`, { at: { file }, cause });
  }
}
