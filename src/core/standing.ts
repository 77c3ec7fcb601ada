// A migration's standing: its place when files meet history. Pure; the first line of nearly every command.
import type { HistoryRecord } from "./history.ts";
import type { Migration, Retired } from "./migration.ts";
import { compareVersions, REPEATABLE_PREFIX, RESERVED_VERSION, versionKey } from "./version.ts";

export type StandingName =
  | "pending"
  | "applied"
  | "changed"
  | "missing"
  | "failed"
  | "running"
  | "out-of-order"
  | "held"
  | "skipped"
  | "retired";

export interface Standing {
  readonly version: string;
  readonly name: string;
  readonly standing: StandingName;
  readonly migration?: Migration;
  readonly record?: HistoryRecord;
  /** The file was edited since, but only in comments or layout. */
  readonly edited?: boolean;
  /** Its file is gone by agreement, and this database never had it. */
  readonly retired?: Retired;
}

export interface CompareOptions {
  readonly migrations: readonly Migration[];
  readonly records: readonly HistoryRecord[];
  /** Those whose files were taken away by agreement. */
  readonly retired?: readonly Retired[];
  /** Hash of a migration's meaning; asked only where the bytes differ from the record. */
  readonly fingerprint: (migration: Migration) => string | null;
  /** The environment's name, for the `Environments` header. */
  readonly environment?: string | undefined;
  /** Run id of the lock's holder, when somebody holds it: its open migration is `running`. */
  readonly runningRunId?: string | undefined;
}

/** The standing of every migration, files and history together, in order of version. */
export function compare(options: CompareOptions): Standing[] {
  const byKey = new Map<string, HistoryRecord>();
  for (const record of options.records) {
    if (record.version !== RESERVED_VERSION) byKey.set(versionKey(record.version), record);
  }
  const newest = newestApplied(byKey.values());
  const standings: Standing[] = [];
  for (const migration of options.migrations) {
    const key = versionKey(migration.version);
    const record = byKey.get(key);
    byKey.delete(key);
    const { version, name } = migration;
    if (record) {
      standings.push({ version, name, migration, record, ...standingOf(migration, record, options) });
    } else {
      standings.push({
        version,
        name,
        migration,
        standing: unrecorded(migration, newest, options.environment),
      });
    }
  }
  const retired = new Map((options.retired ?? []).map((one) => [versionKey(one.version), one]));
  for (const [key, record] of byKey) {
    const standing = retired.has(key) && record.success ? "retired" : withoutFile(record);
    standings.push({ version: record.version, name: record.name, record, standing });
  }
  if (newest !== undefined) standings.push(...lacking(options, standings));
  return standings.sort((a, b) => compareVersions(a.version, b.version));
}

function newestApplied(records: Iterable<HistoryRecord>): string | undefined {
  let newest: string | undefined;
  for (const { version, success, kind } of records) {
    // What was skipped never ran, so nothing can be too late for it.
    if (!success || kind === "skipped" || version.startsWith(REPEATABLE_PREFIX)) continue;
    if (newest === undefined || compareVersions(version, newest) > 0) newest = version;
  }
  return newest;
}

function unrecorded(
  migration: Migration,
  newest: string | undefined,
  environment: string | undefined,
): StandingName {
  const { environments } = migration.header;
  if (environments.length > 0 && !(environment !== undefined && environments.includes(environment)))
    return "held";
  const late = newest !== undefined && compareVersions(migration.version, newest) < 0;
  return late ? "out-of-order" : "pending";
}

function standingOf(
  migration: Migration,
  record: HistoryRecord,
  options: CompareOptions,
): Pick<Standing, "standing" | "edited"> {
  if (!record.success) {
    return { standing: record.runId === options.runningRunId ? "running" : "failed" };
  }
  const done = record.kind === "skipped" ? "skipped" : "applied";
  const same = record.checksum === migration.up.checksum;
  if (record.checksum === null || (same && !migration.up.mayInclude)) return { standing: done };
  if (record.fingerprint !== null && options.fingerprint(migration) === record.fingerprint) {
    return same ? { standing: done } : { standing: done, edited: true };
  }
  // A repeatable whose meaning changed is simply due again (ruling 14).
  return { standing: migration.repeatable ? "pending" : "changed" };
}

/** Retired everywhere, they say, and never applied here: a new database would have had the baseline. */
function lacking({ retired = [] }: CompareOptions, standings: readonly Standing[]): Standing[] {
  const known = new Set(standings.map(({ version }) => versionKey(version)));
  return retired.flatMap((one) => {
    const { version, name } = one;
    return known.has(versionKey(version))
      ? []
      : [{ version, name, standing: "missing" as const, retired: one }];
  });
}

function withoutFile(record: HistoryRecord): StandingName {
  if (record.kind === "retired") return "retired";
  if (record.kind === "skipped") return "skipped";
  return record.success ? "missing" : "failed";
}
