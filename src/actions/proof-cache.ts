// Proofs that were made before: known by a digest of all that they rest on, so that what is found is still true.
import { sha256 } from "../core/digest.ts";
import type { Migration, Script } from "../core/migration.ts";
import type { Proofs } from "./proof.ts";

export interface ProofCache {
  /** Everything beside the scripts: Godwit, the server, the settings. Null where it cannot be known. */
  basis(): Promise<string | null>;
  get(key: string): Proofs | undefined;
  /** Replaces what is kept by these. A cache that cannot be written is no failure. */
  keep(proofs: ReadonlyMap<string, Proofs>): void;
}

/**
 * A migration's proofs rest on its own scripts and on those that have run before it. Without a key is what may depend on
 * other files: TypeScript and scripts that include, and all that come after such a one.
 */
export function proofKeys(due: readonly Migration[], basis: string): ReadonlyMap<Migration, string> {
  const keys = new Map<Migration, string>();
  let before = sha256(basis);
  for (const migration of due) {
    const { version, up, down } = migration;
    if (!isWhole(up)) break;
    before = sha256(JSON.stringify([before, version, up.checksum]));
    if (!down || isWhole(down)) {
      keys.set(migration, sha256(JSON.stringify([before, up.file, down?.file, down?.checksum])));
    }
  }
  return keys;
}

function isWhole({ language, mayInclude }: Script): boolean {
  return language === "sql" && mayInclude !== true;
}
