// What a plan rests on, as digests: when one of them is another, the plan is about something that is no more.
import { sha256 } from "../core/digest.ts";
import type { Fact, Schema } from "../core/fact.ts";
import type { HistoryRecord } from "../core/history.ts";
import type { Migration } from "../core/migration.ts";
import { RESERVED_VERSION } from "../core/version.ts";

/** A digest for each part; which parts there are depends on the engine. */
export type PlanBasis = Readonly<Record<string, string>>;

export interface Recorded {
  /** What would run: rollbacks and verify scripts count too. */
  readonly migrations: readonly Migration[];
  /** What the target remembers. */
  readonly records: readonly HistoryRecord[];
}

export interface Based extends Recorded {
  readonly schema: Schema;
  /** The schema of Godwit's own tables, which the first run makes. */
  readonly home: string | undefined;
  readonly major: number;
}

export function basisOf({ migrations, records, ...based }: Based): PlanBasis {
  return { ...recordedBasis({ migrations, records }), schema: schemaDigest(based) };
}

export function schemaDigest({ schema, home, major }: Pick<Based, "schema" | "home" | "major">): string {
  const facts = [...schema.values()]
    .filter((fact) => !isHome(fact, home))
    .map(({ key, attributes }) => [key, Object.entries(attributes).sort(byName)] as const)
    .sort(byName);
  return digest([major, facts]);
}

/** The parts that every plan rests on. */
export function recordedBasis({ migrations, records }: Recorded): PlanBasis {
  const files = migrations.map(({ version, up, down, verify }) => [
    version,
    ...[up, down, verify].map((script) => script?.checksum ?? null),
  ]);
  const history = records
    .filter(({ version }) => version !== RESERVED_VERSION)
    .map(({ version, checksum, success, stepsDone }) => [version, checksum, success, stepsDone])
    .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
  return { files: digest(files), history: digest(history) };
}

/** One digest for all of it. */
export function digestOf(basis: PlanBasis): string {
  const parts = Object.keys(basis).sort();
  return sha256(parts.map((part) => basis[part]).join(" "));
}

function isHome({ id: { kind, path } }: Fact, home: string | undefined): boolean {
  return path.at(-1) === home && (kind === "schema" || (path.length === 2 && path[0] === "schema"));
}

export function digest(value: unknown): string {
  return sha256(JSON.stringify(value));
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
