// What stands where: every migration with its standing, and who holds the lock.
import type { DatabaseIdentity } from "../core/engine.ts";
import type { Finding } from "../core/finding.ts";
import type { LeaseState } from "../core/history.ts";
import type { Standing, StandingName } from "../core/standing.ts";
import type { Project } from "./project.ts";
import { retirable } from "./retire.ts";
import { survey } from "./survey.ts";

export interface Status {
  readonly database: DatabaseIdentity;
  readonly standings: readonly Standing[];
  readonly counts: Readonly<Record<StandingName, number>>;
  readonly notes: readonly Finding[];
  /** Versions whose files a baseline makes dispensable, as far as this database is concerned. */
  readonly retirable: readonly string[];
  /** Who runs now, if anybody does. */
  readonly lease: LeaseState | null;
}

export async function status(project: Project): Promise<Status> {
  const database = await project.engine.open(project);
  try {
    const found = await survey(project, database);
    const { standings, notes, state } = found;
    return {
      database: await database.identify(),
      standings,
      counts: countOf(standings),
      notes,
      retirable: retirable(found),
      lease: state.lease?.held ? state.lease : null,
    };
  } finally {
    await database.close();
  }
}

const NAMES: readonly StandingName[] = [
  "applied",
  "pending",
  "changed",
  "missing",
  "failed",
  "running",
  "out-of-order",
  "held",
  "skipped",
  "retired",
];

function countOf(standings: readonly Standing[]): Record<StandingName, number> {
  const counts = Object.fromEntries(NAMES.map((name) => [name, 0])) as Record<StandingName, number>;
  for (const { standing } of standings) counts[standing]++;
  return counts;
}
