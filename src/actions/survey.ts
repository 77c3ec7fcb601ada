// Files meet history: the first thing that nearly every action does.
import type { Database } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import type { HistoryRecord, HistoryState } from "../core/history.ts";
import type { Baseline, Collection, Migration, Retired, Script } from "../core/migration.ts";
import { inOrder } from "../core/order.ts";
import { compare, type Standing } from "../core/standing.ts";
import { versionKey } from "../core/version.ts";
import type { Project } from "./project.ts";

export interface Survey {
  readonly migrations: readonly Migration[];
  readonly notes: readonly Finding[];
  /** The newest one last. */
  readonly baselines: readonly Baseline[];
  /** What gives a fresh deployment's items, where that is a module. */
  readonly init?: Script;
  readonly initFor?: ReadonlySet<string>;
  readonly retired?: readonly Retired[];
  readonly state: HistoryState;
  readonly standings: readonly Standing[];
}

/** Reads files and history once and compares them. `collection` saves reading the files again. */
export async function survey(project: Project, database: Database, collection?: Collection): Promise<Survey> {
  if (!collection) database.ahead?.();
  const {
    migrations: found,
    notes,
    baselines = [],
    retired = [],
    init,
    initFor,
  } = collection ?? (await project.source.collect());
  const migrations = inOrder(found);
  const state = await database.history();
  if (differs(migrations, state.records)) await project.engine.prepare();
  const { lease } = state;
  const standings = compare({
    migrations,
    records: state.records,
    retired,
    environment: project.settings.environment,
    runningRunId: lease?.held ? lease.runId : undefined,
    fingerprint: (migration) => project.engine.fingerprint(migration.up, project.settings.placeholders),
  });
  return {
    migrations,
    notes,
    state,
    standings,
    baselines,
    retired,
    ...(init ? { init } : {}),
    ...(initFor ? { initFor } : {}),
  };
}

/** A fingerprint is wanted only where bytes differ; without that, nothing heavy has to be loaded. */
function differs(migrations: readonly Migration[], records: readonly HistoryRecord[]): boolean {
  const checksums = new Map(records.map((record) => [versionKey(record.version), record.checksum]));
  return migrations.some(({ version, up }) => {
    const known = checksums.get(versionKey(version));
    return known !== undefined && known !== null && (known !== up.checksum || up.mayInclude === true);
  });
}

/** The standing of one version, or VERSION_UNKNOWN. Accepts `7` for `007` and a whole name for its version. */
export function find(standings: readonly Standing[], wanted: string): Standing {
  const key = versionKey(wanted);
  const found = standings.find(({ version, name }) => versionKey(version) === key || name === wanted);
  if (found) return found;
  throw new GodwitError("VERSION_UNKNOWN", `there is no migration ${wanted}`);
}
