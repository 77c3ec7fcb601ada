// What stands where: every migration with its standing, and who holds the lock.
import type { DatabaseIdentity } from "../core/engine.ts";
import type { Finding } from "../core/finding.ts";
import type { LeaseState } from "../core/history.ts";
import type { Standing, StandingName } from "../core/standing.ts";
import type { Project } from "./project.ts";
import { survey } from "./survey.ts";

export interface Status {
  readonly database: DatabaseIdentity;
  readonly standings: readonly Standing[];
  readonly counts: Readonly<Record<StandingName, number>>;
  readonly notes: readonly Finding[];
  /** Who runs now, if anybody does. */
  readonly lease: LeaseState | null;
}

export async function status(project: Project): Promise<Status> {
  const database = await project.engine.open(project);
  try {
    const { standings, notes, state } = await survey(project, database);
    return {
      database: await database.identify(),
      standings,
      counts: countOf(standings),
      notes,
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
