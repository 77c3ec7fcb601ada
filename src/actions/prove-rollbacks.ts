// Tries rollbacks that are not files yet: after its migration, on a copy, each must give the schema from before.
import { diff } from "../core/diff.ts";
import type { Migration, Script } from "../core/migration.ts";
import { describeRest } from "./describe-change.ts";
import type { Rehearsals } from "./rehearsal.ts";

export interface Tried {
  readonly version: string;
  /** It restores the schema exactly; the order of columns does not count. */
  readonly restores: boolean;
  readonly evidence: string;
}

/** `rollbacks` by version. All migrations run in order; what fails is told, and the next goes on. */
export async function proveRollbacks(
  rehearsals: Rehearsals,
  {
    migrations,
    rollbacks,
  }: { readonly migrations: readonly Migration[]; readonly rollbacks: ReadonlyMap<string, Script> },
): Promise<readonly Tried[]> {
  const withRollbacks = migrations.map((migration): Migration => {
    const down = rollbacks.get(migration.version);
    return down ? { ...migration, down } : migration;
  });
  const tried: Tried[] = [];
  const rehearsal = await rehearsals.open(withRollbacks);
  try {
    for (const migration of withRollbacks) {
      const { version } = migration;
      const wanted = rollbacks.has(version);
      const before = wanted ? await rehearsal.read() : undefined;
      const up = await rehearsal.up(migration);
      if (!before) continue;
      if (!up.ok) {
        tried.push({
          version,
          restores: false,
          evidence: `the migration does not run on a shadow: ${up.error.message}`,
        });
        continue;
      }
      const copy = await rehearsal.copy();
      try {
        const down = await copy.down(migration);
        const rest = down.ok ? diff(await copy.read(), before) : [];
        const [first] = rest;
        const evidence = !down.ok
          ? `it fails: ${down.error.message}`
          : first
            ? `it does not restore the schema: ${describeRest(first)}${rest.length > 1 ? ` and ${rest.length - 1} more` : ""}`
            : "it restores the schema exactly";
        tried.push({ version, restores: down.ok && rest.length === 0, evidence });
      } finally {
        await copy.close();
      }
    }
  } finally {
    await rehearsal.close();
  }
  return tried;
}
