// What a plan asks of the target beside its rows: one catalogue query, and what its answer means.
import type { Demand } from "../../core/demand.ts";
import type { Fact, FactKey } from "../../core/fact.ts";
import type { Finding } from "../../core/finding.ts";
import type { Relation } from "../../core/observation.ts";
import type { Row } from "../session.ts";
import { join, literal, type Sql, sql } from "../sql.ts";

export interface TargetQuestion {
  /** What is not known when there is no answer. */
  readonly about: string;
  /** Null where the plan has nothing to ask about. */
  sql(demand: Demand, major: number): Sql | null;
  found(rows: readonly Row[], demand: Demand): readonly Finding[];
}

/** Facts that go, by kind. */
export function dropped({ changes }: Demand, kind: string): readonly Relation[] {
  return changes.flatMap((change) =>
    change.type === "drop" && change.from.id.kind === kind ? [change.from.id.path] : [],
  );
}

/** Facts that are made. */
export function created({ changes }: Demand): readonly Fact[] {
  return changes.flatMap((change) => (change.type === "create" ? [change.to] : []));
}

/** Facts that are made, changed or dropped. */
export function changed({ changes }: Demand): ReadonlySet<FactKey> {
  return new Set(changes.map((change) => (change.type === "drop" ? change.from : change.to).key));
}

/** Rows of names, for `from (…) as w (schema, name)`; there must be some. */
export function named(relations: readonly Relation[]): Sql {
  const rows = relations.map((path) => sql`(${join(path.map((part) => literal(part)))})`);
  return sql`values ${join(rows)}`;
}

/** A regular expression of the server's for a name that stands alone, whatever its letters. */
export function word(name: string): string {
  const quoted = name.replace(/[^\p{L}\p{N}_]/gu, (character) => `\\${character}`);
  return `(^|[^[:alnum:]_])${quoted}($|[^[:alnum:]_])`;
}

export function distinct(relations: readonly Relation[]): readonly Relation[] {
  return [...new Map(relations.map((path) => [JSON.stringify(path), path])).values()];
}

/** At most so many of one sort are told; the rest is counted. */
const TOLD = 10;

export function told(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= TOLD) return findings;
  const [first] = findings as [Finding];
  const message = `and ${findings.length - TOLD} more like these`;
  return [...findings.slice(0, TOLD), { rule: first.rule, severity: "note", message }];
}

/** `5 min`. */
export function shownAge(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}
