// Who needs whom, from pg_depend: what is not a fact of its own counts as the fact that it is a part of.
import type { FactKey } from "../core/fact.ts";
import type { Address } from "./found.ts";
import type { Row } from "./session.ts";
import { sql } from "./sql.ts";

/** Below 16384 is what initdb made; it is always there. */
export const dependQuery = sql`
  select classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype
  from pg_catalog.pg_depend
  where objid >= 16384 and refobjid >= 16384 and deptype <> 'e'`;

/** Needs of each fact beyond the structural ones. */
export function needsOf(
  rows: readonly Row[],
  keys: ReadonlyMap<Address, FactKey>,
): Map<FactKey, Set<FactKey>> {
  const wholes = new Map<Address, Address>();
  for (const row of rows) {
    const from = `${row.classid}/${row.objid}/${row.objsubid}`;
    if (keys.has(from)) continue;
    const whole = WHOLE_OF[row.classid as string];
    // Of automatic dependencies only these say what a thing is a part of: others stand for themselves.
    if (row.deptype === "a" && row.classid !== PG_ATTRDEF && !whole) continue;
    const rank = PART_OF.indexOf(row.deptype as string);
    if (whole && !whole.includes(row.refclassid as string)) continue;
    // An internal dependency says more surely what a thing is a part of than an automatic one.
    if (rank >= 0 && (rank === 0 || !wholes.has(from))) {
      wholes.set(from, `${row.refclassid}/${row.refobjid}/${row.refobjsubid}`);
    }
  }
  const resolve = (address: Address): FactKey | undefined => {
    for (let at = address, hops = 0; hops < 8; hops++) {
      const whole = at.endsWith("/0") ? at : `${at.slice(0, at.lastIndexOf("/"))}/0`;
      const key = keys.get(at) ?? keys.get(whole);
      if (key !== undefined) return key;
      const next = wholes.get(at) ?? wholes.get(whole);
      if (next === undefined) return undefined;
      at = next;
    }
    return undefined;
  };
  const needs = new Map<FactKey, Set<FactKey>>();
  for (const row of rows) {
    // A sequence that a column owns goes with it, but is there before it: its ownership is a fact of its own.
    if (row.deptype === "a" && row.classid === PG_CLASS && row.refclassid === PG_CLASS) {
      if (row.objsubid === "0" && row.refobjsubid !== "0") continue;
    }
    const from = resolve(`${row.classid}/${row.objid}/${row.objsubid}`);
    const to = from && resolve(`${row.refclassid}/${row.refobjid}/${row.refobjsubid}`);
    if (!from || !to || from === to) continue;
    const set = needs.get(from);
    if (set) set.add(to);
    else needs.set(from, new Set([to]));
  }
  return needs;
}

const PG_CLASS = "1259";
const PG_ATTRDEF = "2604";
/** Operators and functions of an operator class or family depend on themselves as automatically. */
const WHOLE_OF: Readonly<Record<string, readonly string[]>> = {
  "2602": ["2616", "2753"],
  "2603": ["2616", "2753"],
};
/** internal, automatic, partition */
const PART_OF = ["i", "a", "P", "S"];
