// Changes what the history says without running anything: stamp, skip, forget, repair. Each is audited.
import { sha256 } from "../core/digest.ts";
import type { RecordChange } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import { BY_CLOCK, type HistoryRecord } from "../core/history.ts";
import type { Migration } from "../core/migration.ts";
import { doneRecord, freshRecord } from "../core/progress.ts";
import type { Standing } from "../core/standing.ts";
import { compareVersions } from "../core/version.ts";
import type { Project } from "./project.ts";
import { find, survey } from "./survey.ts";
import { withLock } from "./with-lock.ts";

export interface Amendment {
  readonly changed: readonly { readonly version: string; readonly name: string; readonly event: string }[];
}

export interface Choice {
  readonly version: string;
  readonly reason?: string | undefined;
}

/** Records the version and, unless `only`, all pending ones before it as applied without running them. */
export function stamp(
  project: Project,
  { version, only, reason }: Choice & { readonly only: boolean },
): Promise<Amendment> {
  return amend(project, "stamp", (standings) => {
    const last = find(standings, version);
    const wanted = only ? [last] : standings.filter((one) => compareVersions(one.version, last.version) <= 0);
    const due = wanted.filter(({ record, migration }) => migration && !record?.success);
    return due.map((one) => applied(project, one as Filed, { event: "stamped", reason }));
  });
}

export interface Adopted {
  readonly version: string;
  /** What spoke for it, for the log. */
  readonly evidence: readonly string[];
  /** As another tool's table has it. */
  readonly appliedAt?: Date;
  readonly appliedBy?: string;
}

/** Records what a database has had already, each with the evidence. What the history has by now is left alone. */
export function recordAdopted(
  project: Project,
  { adopted, reason }: { readonly adopted: readonly Adopted[]; readonly reason: string },
): Promise<Amendment> {
  return amend(project, "adopt", (standings) =>
    adopted.flatMap(({ version, evidence, appliedAt, appliedBy }): RecordChange[] => {
      const one = find(standings, version);
      if (one.record || !one.migration) return [];
      const { put, log } = applied(project, one as Filed, { event: "stamped", reason });
      const known = { ...(appliedAt ? { appliedAt } : {}), ...(appliedBy ? { appliedBy } : {}) };
      return [{ ...(put ? { put: { ...put, ...known } } : {}), log: { ...log, details: { evidence } } }];
    }),
  );
}

/** Records one pending migration as skipped: it will not run here. */
export function skip(project: Project, { version, reason }: Choice): Promise<Amendment> {
  return amend(project, "skip", (standings) => {
    const one = find(standings, version);
    if (one.record?.success)
      throw new GodwitError("USAGE", `${one.name} is ${one.standing}: there is nothing to skip`);
    if (!one.migration) throw new GodwitError("VERSION_UNKNOWN", `${one.name} has no file here`);
    return [applied(project, one as Filed, { event: "skipped", reason, kind: "skipped" })];
  });
}

/** Removes a version from the history; the log keeps that it was there. */
export function forget(project: Project, { version, reason }: Choice): Promise<Amendment> {
  return amend(project, "forget", (standings) => {
    const { record, name } = find(standings, version);
    if (!record) throw new GodwitError("VERSION_UNKNOWN", `${name} is not in the history`);
    return [
      {
        remove: record.version,
        log: { event: "forgotten", version: record.version, name: record.name, ...because(reason) },
      },
    ];
  });
}

/**
 * Settles what Godwit cannot decide. `done`: the interrupted step took effect, or a changed file is accepted as it is.
 * `again`: the interrupted step did not take effect and runs again; without one, the migration starts from its beginning.
 */
export function repair(
  project: Project,
  { version, how, reason }: Choice & { readonly how: "done" | "again" },
): Promise<Amendment> {
  return amend(project, "repair", (standings) => {
    const one = find(standings, version);
    const { record, name } = one;
    if (!record)
      throw new GodwitError("VERSION_UNKNOWN", `${name} is not in the history: there is nothing to repair`);
    const log = {
      event: "repaired" as const,
      version: record.version,
      name: record.name,
      ...because(reason),
      details: { how },
    };
    if (how === "done") {
      const put = repairedDone(project, one as Recorded);
      // Only an applied line tells the hash of the kept rollback, and an interrupted migration has none.
      const kept = record.success || put.rollback === null ? {} : { rollback: sha256(put.rollback) };
      return [{ put, log: { ...log, details: { how, ...kept } } }];
    }
    if (record.stepStarted === null) return [{ remove: record.version, log }];
    return [
      { put: { ...record, stepsHash: record.stepsHash.slice(0, record.stepsDone), stepStarted: null }, log },
    ];
  });
}

type Filed = Standing & { readonly migration: Migration };
type Recorded = Standing & { readonly record: HistoryRecord };

function repairedDone(project: Project, { record, migration, name }: Recorded): HistoryRecord {
  if (record.success) {
    if (!migration) throw new GodwitError("MISSING", `${name} has no file here to accept`);
    return { ...record, checksum: migration.up.checksum, fingerprint: fingerprintOf(project, migration) };
  }
  const done = record.stepStarted === null ? record.stepsTotal : record.stepsDone + 1;
  const finished = done >= record.stepsTotal;
  return {
    ...record,
    appliedAt: BY_CLOCK,
    stepsDone: done,
    stepStarted: null,
    success: finished,
    stepsHash: finished ? [] : record.stepsHash,
    error: finished ? null : record.error,
  };
}

function applied(
  project: Project,
  { migration }: Filed,
  {
    event,
    reason,
    kind,
  }: { readonly event: "stamped" | "skipped"; readonly reason: string | undefined; readonly kind?: string },
): RecordChange {
  const { checksum } = migration.up;
  const base = freshRecord(
    { migration, checksum, fingerprint: fingerprintOf(project, migration), rollback: null },
    project.run,
  );
  const put = { ...doneRecord(base, [], 0), ...(kind === undefined ? {} : { kind }) };
  return {
    put,
    log: { event, version: migration.version, name: migration.name, checksum, ...because(reason) },
  };
}

function fingerprintOf({ engine, settings }: Project, { up }: Migration): string {
  return engine.fingerprint(up, settings.placeholders);
}

function because(reason: string | undefined): { readonly reason?: string } {
  return reason === undefined ? {} : { reason };
}

async function amend(
  project: Project,
  purpose: string,
  changesFor: (standings: readonly Standing[]) => readonly RecordChange[],
): Promise<Amendment> {
  const database = await project.engine.open(project);
  try {
    await project.engine.prepare();
    const amendment = await withLock(project, database, {
      wish: { purpose, waitMs: project.settings.waitMs },
      work: async (held) => {
        const { standings } = await survey(project, database);
        const changes = changesFor(standings);
        if (changes.length > 0) await held.record(changes);
        return {
          changed: changes.map(({ log }) => ({
            version: log.version ?? "",
            name: log.name ?? "",
            event: log.event,
          })),
        };
      },
    });
    return amendment as Amendment;
  } finally {
    await database.close();
  }
}
