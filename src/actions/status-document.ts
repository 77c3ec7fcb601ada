// The standing of every migration as the JSON of CONTRACT section 5.
import type { Standing, StandingName } from "../core/standing.ts";
import type { Status } from "./status.ts";

export interface StatusDocument {
  readonly migrations: readonly MigrationStatus[];
  /** How many migrations have each standing; every standing is there. */
  readonly counts: Readonly<Record<StandingName, number>>;
  /** Versions whose files `godwit retire` could take away, as far as this database is concerned. */
  readonly retirable: readonly string[];
  /** Who runs now; null when nobody does. */
  readonly lock: {
    readonly who: string;
    readonly host: string;
    readonly pid: number;
    readonly purpose: string;
    readonly since: Date;
  } | null;
}

export interface MigrationStatus {
  readonly version: string;
  /** The file's name without its extension. */
  readonly name: string;
  readonly kind: string;
  readonly standing: StandingName;
  readonly appliedAt: Date | null;
  readonly appliedBy: string | null;
  readonly executionTimeMs: number | null;
  /** SHA-256 of the file's bytes, hex. */
  readonly checksum: string | null;
  readonly hasRollback: boolean;
  readonly file: string | null;
  /** Which database it is for, where one timeline has several. */
  readonly target?: string;
  /** True when the file was edited since, but only in comments or layout. */
  readonly edited?: boolean;
  /** Only of a migration that was begun and not finished. */
  readonly error?: string | null;
  readonly stepsDone?: number;
  readonly stepsTotal?: number;
}

export function statusDocument({ standings, counts, retirable, lease }: Status): StatusDocument {
  return {
    migrations: standings.map(documentOf),
    counts,
    retirable,
    lock: lease && {
      who: lease.who,
      host: lease.host,
      pid: lease.pid,
      purpose: lease.purpose,
      since: lease.since,
    },
  };
}

function documentOf({ version, name, standing, migration, record, edited }: Standing): MigrationStatus {
  return {
    version,
    name,
    kind: record?.kind ?? (migration?.repeatable ? "repeatable" : migration?.header.kind) ?? "schema",
    standing,
    appliedAt: record?.success ? record.appliedAt : null,
    appliedBy: record?.success ? record.appliedBy : null,
    executionTimeMs: record?.success ? record.executionTimeMs : null,
    checksum: migration?.up.checksum ?? record?.checksum ?? null,
    hasRollback: migration?.down !== undefined || (record?.rollback ?? null) !== null,
    file: migration?.up.file ?? null,
    ...(migration?.target === undefined ? {} : { target: migration.target }),
    ...(edited ? { edited } : {}),
    ...(record && !record.success
      ? { error: record.error, stepsDone: record.stepsDone, stepsTotal: record.stepsTotal }
      : {}),
  };
}
