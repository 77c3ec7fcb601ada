// What a plan rests on, as digests: when one of them is another, the plan is about something that is no more.
import { sha256 } from "../core/digest.ts";
import type { Fact, Schema } from "../core/fact.ts";
import type { HistoryRecord } from "../core/history.ts";
import type { Migration } from "../core/migration.ts";
import { RESERVED_VERSION } from "../core/version.ts";

export interface PlanBasis {
  /** The scripts of the migrations that would run, rollbacks and verify scripts too. */
  readonly files: string;
  /** What the target remembers. */
  readonly history: string;
  /** The target's schema, and its major version. */
  readonly schema: string;
}

export interface Based {
  readonly migrations: readonly Migration[];
  readonly records: readonly HistoryRecord[];
  readonly schema: Schema;
  /** The schema of Godwit's own tables, which the first run makes. */
  readonly home: string | undefined;
  readonly major: number;
}

export function basisOf({ migrations, records, schema, home, major }: Based): PlanBasis {
  const files = migrations.map(({ version, up, down, verify }) => [
    version,
    ...[up, down, verify].map((script) => script?.checksum ?? null),
  ]);
  const history = records
    .filter(({ version }) => version !== RESERVED_VERSION)
    .map(({ version, checksum, success, stepsDone }) => [version, checksum, success, stepsDone])
    .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
  const facts = [...schema.values()]
    .filter((fact) => !isHome(fact, home))
    .map(({ key, attributes }) => [key, Object.entries(attributes).sort(byName)] as const)
    .sort(byName);
  return { files: digest(files), history: digest(history), schema: digest([major, facts]) };
}

/** One digest for all of it. */
export function digestOf({ files, history, schema }: PlanBasis): string {
  return sha256(`${files} ${history} ${schema}`);
}

function isHome({ id: { kind, path } }: Fact, home: string | undefined): boolean {
  return path.at(-1) === home && (kind === "schema" || (path.length === 2 && path[0] === "schema"));
}

function digest(value: unknown): string {
  return sha256(JSON.stringify(value));
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
