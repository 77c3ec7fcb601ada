// What is there before migrations: asked of the database that they are pending in, or of a shadow on which they run.
import type { Finding } from "../core/finding.ts";
import type { KnownState } from "../core/linter.ts";
import type { Migration } from "../core/migration.ts";
import type { SchemaDatabase } from "../core/schema-database.ts";
import { type PathStart, without } from "../core/without.ts";
import type { Rehearsals } from "./rehearsal.ts";

export interface Knowledge {
  /** By version. */
  readonly states: ReadonlyMap<string, KnownState>;
  readonly findings: readonly Finding[];
}

export interface Asked {
  liveDatabase(): Promise<SchemaDatabase>;
  /** What Godwit made there itself. */
  readonly own: readonly PathStart[];
}

/** Only reads the database, and does not connect to it for nothing. */
export async function knownToTarget(
  { liveDatabase, own }: Asked,
  [first]: readonly Migration[],
): Promise<Knowledge> {
  if (!first) return { states: new Map(), findings: [] };
  const live = await liveDatabase();
  try {
    const { schema } = without((await live.read()).schema, own);
    const state = { schema, extents: await live.occupied() };
    return { states: new Map([[first.version, state]]), findings: [] };
  } finally {
    await live.close();
  }
}

/** Each migration runs after the ones before it; after one that fails, files tell what they can, as without a shadow. */
export async function knownToShadow(
  rehearsals: Rehearsals,
  migrations: readonly Migration[],
): Promise<Knowledge> {
  const states = new Map<string, KnownState>();
  const rehearsal = await rehearsals.open(migrations);
  try {
    for (const migration of migrations) {
      states.set(migration.version, { schema: await rehearsal.reread() });
      const outcome = await rehearsal.up(migration);
      if (outcome.ok) continue;
      const { message, at } = outcome.error;
      const finding: Finding = {
        rule: "not-on-shadow",
        severity: "note",
        message: `from here on files alone tell what is there: on a shadow ${message}`,
        ...(at ? { at } : {}),
      };
      return { states, findings: [finding] };
    }
    return { states, findings: [] };
  } finally {
    await rehearsal.close();
  }
}
