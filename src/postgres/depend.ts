// Who needs whom, from pg_depend: what is not a fact of its own counts as the fact that it is a part of.
import type { FactKey } from "../core/fact.ts";
import type { Address } from "./found.ts";
import type { Row } from "./session.ts";
import { sql } from "./sql.ts";

/**
 * Below 16384 is what initdb made; it is always there. Lines of text, many to a row: a large schema has more of these
 * than of all else together, and the driver's work is by row and column.
 */
export const dependQuery = sql`
  select pg_catalog.string_agg(line, e'\n') as lines from (
    select pg_catalog.format('%s/%s/%s %s/%s/%s %s', classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype)
      as line, pg_catalog.row_number() over () / 1000 as part
    from pg_catalog.pg_depend
    where objid >= 16384 and refobjid >= 16384 and deptype <> 'e') d
  group by part`;

export interface Dependency {
  readonly from: Address;
  readonly to: Address;
  /** pg_depend.deptype. */
  readonly type: string;
}

export function dependenciesOf(rows: readonly Row[]): readonly Dependency[] {
  return rows.flatMap(({ lines }) =>
    (lines ?? "").split("\n").map((line) => {
      const first = line.indexOf(" ");
      const second = line.indexOf(" ", first + 1);
      return { from: line.slice(0, first), to: line.slice(first + 1, second), type: line.slice(second + 1) };
    }),
  );
}

/** Needs of each fact beyond the structural ones. */
export function needsOf(
  dependencies: readonly Dependency[],
  keys: ReadonlyMap<Address, FactKey>,
): Map<FactKey, Set<FactKey>> {
  const wholes = new Map<Address, Address>();
  // What a partitioned table's foreign key needs on each partition, the partition needs by itself.
  const clones = new Set<Address>();
  for (const { from, to, type } of dependencies) {
    if (keys.has(from)) continue;
    const whole = WHOLE_OF[catalogOf(from)];
    // Of automatic dependencies only these say what a thing is a part of: others stand for themselves.
    if (type === "a" && !from.startsWith(PG_ATTRDEF) && !whole) continue;
    const rank = PART_OF.indexOf(type);
    if (whole && !whole.includes(catalogOf(to))) continue;
    // An internal dependency says more surely what a thing is a part of than an automatic one.
    if (rank >= 0 && (rank === 0 || !wholes.has(from))) {
      if (rank > 1) clones.add(from);
      else clones.delete(from);
      wholes.set(from, to);
    }
  }
  const resolve = (address: Address, throughClones: boolean): FactKey | undefined => {
    for (let at = address, hops = 0; hops < 8; hops++) {
      const whole = at.endsWith("/0") ? at : `${at.slice(0, at.lastIndexOf("/"))}/0`;
      const key = keys.get(at) ?? keys.get(whole);
      if (key !== undefined) return key;
      if (!throughClones && clones.has(at)) return undefined;
      const next = wholes.get(at) ?? wholes.get(whole);
      if (next === undefined) return undefined;
      at = next;
    }
    return undefined;
  };
  const needs = new Map<FactKey, Set<FactKey>>();
  for (const dependency of dependencies) {
    const from = resolve(dependency.from, false);
    // A sequence that a column owns goes with it, but is there before it: its ownership is a fact of its own.
    if (dependency.type === "a" && from?.startsWith("sequence ") && !dependency.to.endsWith("/0")) continue;
    const to = from && resolve(dependency.to, true);
    if (!from || !to || from === to) continue;
    const set = needs.get(from);
    if (set) set.add(to);
    else needs.set(from, new Set([to]));
  }
  return needs;
}

function catalogOf(address: Address): string {
  return address.slice(0, address.indexOf("/"));
}

const PG_ATTRDEF = "2604/";
/** Operators and functions of an operator class or family depend on themselves as automatically. */
const WHOLE_OF: Readonly<Record<string, readonly string[]>> = {
  "2602": ["2616", "2753"],
  "2603": ["2616", "2753"],
};
/** internal, automatic, partition */
const PART_OF = ["i", "a", "P", "S"];
