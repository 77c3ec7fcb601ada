// The sweeps that make copies what they should be: over the items, over the copies whose item is gone, and to remove copies.
import { GodwitError } from "../../../core/errors.ts";
import { type AttributeMap, sameMap } from "../../attribute.ts";
import { renderKey } from "../../call.ts";
import { keyOfItem } from "../../item-answer.ts";
import { isOwn, type Target } from "../../target.ts";
import { keyText } from "../../transform/image.ts";
import type { PageOptions, PageWorker } from "../../transform/page.ts";
import { type Counts, NO_COUNTS } from "../../transform/segment.ts";
import { asRead, type Job, readItems, sendJobs, sizeOf } from "./jobs.ts";
import { type Copy, copiesOf, originOf, type Tied } from "./rekey.ts";

/** How often items are read again because somebody wrote in between; then the next pass meets them. */
const ROUNDS = 8;
/** Without writing: a second and a third look tell a difference from a write that was under way. */
const LOOKS = 3;

type Tally = Record<keyof Counts, number>;

/** Only compares where `writes` is not set: then the counts say what would be written. */
export interface Sweeping {
  readonly writes: boolean;
}

/** Over the items: each copy that is missing or another is written. */
export function forward(tied: Tied, { writes }: Sweeping): PageWorker {
  const { from } = tied;
  return async (options, { items }) => {
    let open = applications(from, items);
    const counts: Tally = { ...NO_COUNTS, scanned: open.length };
    for (let round = 1; open.length > 0; round++) {
      const due = await dueCopies({ tied, options, counts }, open);
      const refused = writes ? await sendJobs(options, [...due.keys()]) : new Set(due.keys());
      const isLast = round >= (writes ? ROUNDS : LOOKS);
      for (const [job, { kind }] of due) if (isLast || !refused.has(job)) counts[kind]++;
      if (isLast) break;
      open = await again(
        options,
        from,
        [...due].filter(([job]) => refused.has(job)).map(([, { item }]) => item),
      );
      // What is gone meanwhile, the sweep over the copies takes care of.
      counts.skipped += refused.size - open.length;
      if (open.length > 0) await pause(round);
    }
    return counts;
  };
}

interface DueCopies {
  readonly item: AttributeMap;
  readonly kind: "added" | "changed";
}

interface Settling {
  readonly tied: Tied;
  readonly options: PageOptions;
  readonly counts: Tally;
}

async function dueCopies(
  { tied, options, counts }: Settling,
  items: readonly AttributeMap[],
): Promise<ReadonlyMap<Job, DueCopies>> {
  const { from, to } = tied;
  const planned = items.map((item) => ({ item, copies: copiesOf(tied, item) }));
  const keys = planned.flatMap(({ copies }) => copies.map(({ key }) => key));
  refuseTwice(to, keys);
  const read = await readItems(options.session, to.table, keys);
  const present = new Map(read.map((copy) => [keyText(keyOfItem(to, copy)), copy]));
  const due = new Map<Job, DueCopies>();
  for (const { item, copies } of planned) {
    const other = copies.filter((copy) => !isThere(present, copy));
    if (other.length === 0) {
      counts[copies.length === 0 ? "skipped" : "unchanged"]++;
      continue;
    }
    const writes = other.map(({ key, item: Item }) => {
      const there = present.get(keyText(key));
      refuseForeign(tied, there);
      return { Put: { TableName: to.table, Item, ...asRead(to.keys[0], there) } };
    });
    const look = { TableName: from.table, Key: keyOfItem(from, item), ...asRead(from.keys[0], item) };
    const size = sizeOf(item, ...other.map((copy) => copy.item));
    const kind = other.some(({ key }) => !present.has(keyText(key))) ? "added" : "changed";
    due.set({ look, writes, size }, { item, kind });
  }
  return due;
}

function isThere(present: ReadonlyMap<string, AttributeMap>, { key, item }: Copy): boolean {
  const found = present.get(keyText(key));
  return found !== undefined && sameMap(found, item);
}

/** Over the copies: those that no item has any more are removed. */
export function backward(tied: Tied, { writes }: Sweeping): PageWorker {
  const { to } = tied;
  return async (options, { items }) => {
    let open = applications(to, items);
    const counts: Tally = { ...NO_COUNTS, scanned: open.length };
    for (let round = 1; open.length > 0; round++) {
      const due = await dueRemovals({ tied, options, counts }, open, (copy, copies) =>
        copies.every(({ key }) => keyText(key) !== keyText(keyOfItem(to, copy))),
      );
      const refused = writes ? await sendJobs(options, [...due.keys()]) : new Set(due.keys());
      const isLast = round >= (writes ? ROUNDS : LOOKS);
      counts.removed += isLast ? due.size : due.size - refused.size;
      if (isLast) break;
      open = await again(
        options,
        to,
        [...due].filter(([job]) => refused.has(job)).map(([, copy]) => copy),
      );
      counts.skipped += refused.size - open.length;
      if (open.length > 0) await pause(round);
    }
    return counts;
  };
}

/** Over the copies: those that still are what their item makes of them are removed; others stay. */
export function uncopying(tied: Tied): PageWorker {
  return async (options, { items }) => {
    const own = applications(tied.to, items);
    const counts: Tally = { ...NO_COUNTS, scanned: own.length };
    const due = await dueRemovals({ tied, options, counts }, own, (copy, copies) =>
      copies.some(({ item }) => sameMap(item, copy)),
    );
    const refused = await sendJobs(options, [...due.keys()]);
    counts.removed += due.size - refused.size;
    counts.skipped += refused.size;
    return counts;
  };
}

/** `goes` is told a copy and what its item makes now, which is nothing where the item is gone. */
async function dueRemovals(
  { tied, options, counts }: Settling,
  copies: readonly AttributeMap[],
  goes: (copy: AttributeMap, wanted: readonly Copy[]) => boolean,
): Promise<ReadonlyMap<Job, AttributeMap>> {
  const { from, to } = tied;
  const found = copies.map((copy) => ({ copy, origin: originOf(tied, copy) }));
  const origins = new Map(found.flatMap(({ origin }) => (origin ? [[keyText(origin), origin]] : [])));
  const read = await readItems(options.session, from.table, [...origins.values()]);
  const sources = new Map(read.map((item) => [keyText(keyOfItem(from, item)), item]));
  const due = new Map<Job, AttributeMap>();
  for (const { copy, origin } of found) {
    const source = origin && sources.get(keyText(origin));
    if (!origin || !goes(copy, source ? copiesOf(tied, source) : [])) {
      counts[origin ? "unchanged" : "skipped"]++;
      continue;
    }
    const look = { TableName: from.table, Key: origin, ...asRead(from.keys[0], source || undefined) };
    const Delete = { TableName: to.table, Key: keyOfItem(to, copy), ...asRead(to.keys[0], copy) };
    due.set({ look, writes: [{ Delete }], size: sizeOf(copy, source || undefined) }, copy);
  }
  return due;
}

/** Items as they are now; those that are gone are left out. */
async function again(
  { session }: PageOptions,
  target: Target,
  items: readonly AttributeMap[],
): Promise<readonly AttributeMap[]> {
  return readItems(
    session,
    target.table,
    items.map((item) => keyOfItem(target, item)),
  );
}

function pause(round: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2 ** round * 10 * (0.5 + Math.random())));
}

/** Godwit's own items are no data of the application's. */
function applications({ keys: [pk] }: Target, items: readonly AttributeMap[]): readonly AttributeMap[] {
  return items.filter((item) => !isOwn(item[pk] ?? { NULL: true }));
}

function refuseTwice(to: Target, keys: readonly AttributeMap[]): void {
  const seen = new Set<string>();
  for (const key of keys) {
    const text = keyText(key);
    if (seen.has(text)) throw wrong(`two items have the same copy ${renderKey(key)} in ${to.table}`);
    seen.add(text);
  }
}

function refuseForeign(tied: Tied, there: AttributeMap | undefined): void {
  if (!there || originOf(tied, there) !== null) return;
  const label = renderKey(keyOfItem(tied.to, there));
  throw wrong(`${label} of ${tied.to.table} is no copy, and would be overwritten by one`);
}

function wrong(what: string): GodwitError {
  return new GodwitError("MODULE_INVALID", `a re-keying is wrong: ${what}`, {
    hint: "give each copy a key of its own in `change`, then run `godwit up` again",
  });
}
