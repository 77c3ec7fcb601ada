// Which migrations have left their traces in a schema: what each of them writes in a replay, matched with what is there.
import { type Change, diff } from "./diff.ts";
import type { Fact, FactKey, Schema, Value } from "./fact.ts";

/** A value of a schema that migrations write: a fact as a whole, or one attribute of it. */
export interface Cell {
  readonly fact: Fact;
  /** Absent for the fact as a whole. */
  readonly attribute?: string;
}

/** What a migration gives a cell: as text; undefined where the fact is taken away. */
export interface Write extends Cell {
  readonly value: string | undefined;
  readonly how: Change["type"];
}

/** What one migration changed when it was replayed. */
export type Writes = readonly Write[];

export interface Trace {
  /** Keys of the facts that show that it was applied, and of those that show that it was not. */
  readonly there: readonly FactKey[];
  readonly absent: readonly FactKey[];
}

export interface Replay {
  /** Before the first migration. */
  readonly before: Schema;
  /** What each migration writes, in their order. */
  readonly writes: readonly Writes[];
  readonly live: Schema;
  /** Whether the text of a migration is about a fact, also where the replay shows no effect of it. */
  readonly names: (index: number, fact: Fact) => boolean;
  /** Whether a change of the fact follows from another one in the migration, and may be another in another course. */
  readonly follows?: (index: number, fact: Fact) => boolean;
  /** Whether it may run without an effect, where what it is about is not there. */
  readonly conditional: (index: number) => boolean;
}

/** Kinds that are only ever altered in parts: the others may be made anew by whoever alters them. */
export type Parted = ReadonlySet<string>;

export function writesOf(before: Schema, after: Schema, parted: Parted): Writes {
  return diff(before, after).flatMap((change) => writesOfChange(change, parted));
}

/**
 * Each cell has the value that the last of its writers gave it. A migration whose value is there, and nobody else's, was
 * applied; one that would have written over what is there was not. What is known of one narrows what can be of others,
 * until nothing moves.
 */
export function tracesOf(replay: Replay): readonly Trace[] {
  const { live, conditional } = replay;
  const cells = cellsOf(replay);
  let known: readonly Trace[] = replay.writes.map(() => ({ there: [], absent: [] }));
  for (let round = 0; round <= replay.writes.length; round++) {
    const next = replay.writes.map(() => ({ there: new Set<FactKey>(), absent: new Set<FactKey>() }));
    for (const cell of cells) {
      const { last, after } = votesOf(cell, known);
      if (last !== undefined) next[last]?.there.add(cell.fact.key);
      // Where what it stands on is missing, too, it may have run and done nothing.
      const baseless = cell.fact.needs.some((key) => !live.has(key));
      for (const { index, found } of after) {
        // Nor is it known what it did where it met something else than in the replay.
        const certain = !baseless && found === cell.present;
        if (certain || !conditional(index)) next[index]?.absent.add(cell.fact.key);
      }
    }
    const found = next.map(({ there, absent }) => ({ there: [...there], absent: [...absent] }));
    if (JSON.stringify(found) === JSON.stringify(known)) return found;
    known = found;
  }
  return known;
}

interface Writer {
  readonly index: number;
  readonly value: string | undefined;
  /** It shows nothing about the migration. */
  readonly mute: boolean;
}

interface KnownCell {
  readonly fact: Fact;
  readonly initial: string | undefined;
  readonly present: string | undefined;
  readonly writers: Writer[];
  /** Those whose text is about the fact and which could have written it in another course of things. */
  readonly rivals: readonly number[];
}

/** One that would have written over what is there, and what it met in the replay. */
interface Passed {
  readonly index: number;
  readonly found: string | undefined;
}

/** `last` wrote what is there, and it can have been no other; those in `after` would have written over it. */
function votesOf(
  { initial, present, writers, rivals }: KnownCell,
  known: readonly Trace[],
): { readonly last?: number; readonly after: readonly Passed[] } {
  let floor = -1;
  for (const [place, { index }] of writers.entries()) if (isApplied(known[index])) floor = place;
  const candidates: number[] = initial === present && floor === -1 ? [-1] : [];
  for (const [place, { index, value }] of writers.entries())
    if (place >= floor && value === present && !isAbsent(known[index])) candidates.push(place);
  const highest = candidates.at(-1);
  // A value that no migration gives: somebody else wrote it, or it follows from what another order made.
  if (highest === undefined) return { after: [] };
  const open = rivals.filter((index) => !isAbsent(known[index]));
  const later = Math.max(-1, ...open);
  const after = writers.slice(highest + 1).flatMap(({ index, mute }, place): Passed[] => {
    const before = writers[highest + place];
    return mute || later > index ? [] : [{ index, found: before ? before.value : initial }];
  });
  const writer = candidates.length === 1 ? writers[highest] : undefined;
  const only = writer?.mute ? undefined : writer?.index;
  return only === undefined || open.some((index) => index !== only) ? { after } : { last: only, after };
}

function isApplied(trace: Trace | undefined): boolean {
  return trace !== undefined && trace.there.length > 0 && trace.absent.length === 0;
}

function isAbsent(trace: Trace | undefined): boolean {
  return trace !== undefined && trace.absent.length > 0 && trace.there.length === 0;
}

function cellsOf({ before, live, writes, names, follows = () => false }: Replay): readonly KnownCell[] {
  const cells = new Map<string, KnownCell>();
  const rivals = new Map<FactKey, readonly number[]>();
  for (const [index, list] of writes.entries()) {
    for (const { fact, attribute, value, how } of list) {
      const key = `${fact.key}\0${attribute ?? ""}`;
      let cell = cells.get(key);
      if (!cell) {
        let about = rivals.get(fact.key);
        if (!about) {
          about = [...writes.keys()].filter((other) => names(other, fact));
          rivals.set(fact.key, about);
        }
        const [initial, present] = [before, live].map((schema) =>
          valueIn(schema, { fact, ...only(attribute) }),
        );
        cell = { fact, initial, present, writers: [], rivals: about };
        cells.set(key, cell);
      }
      cell.writers.push({ index, value, mute: how === "alter" && follows(index, fact) });
    }
  }
  return [...cells.values()].map((cell) => ({
    ...cell,
    rivals: cell.rivals.filter((index) => isRival(cell, index)),
  }));
}

/** Who writes the cell in the replay is known to; one who altered what it also makes could have made it alone. */
function isRival({ writers }: KnownCell, index: number): boolean {
  return !writers.some((writer) => writer.index === index);
}

function writesOfChange(change: Change, parted: Parted): Write[] {
  const how = change.type;
  const fact = change.type === "drop" ? change.from : change.to;
  const value = change.type === "drop" ? undefined : "there";
  if (!parted.has(fact.id.kind)) {
    return [{ fact, how, value: change.type === "drop" ? undefined : textOf(fact) }];
  }
  const names = change.type === "alter" ? change.attributes : Object.keys(fact.attributes);
  const parts = names.map((attribute): Write => {
    const now = change.type === "drop" ? undefined : valueText(fact.attributes[attribute]);
    return { fact, attribute, how, value: now };
  });
  return change.type === "alter" ? parts : [{ fact, attribute: THERE, how, value }, ...parts];
}

const THERE = "\0there";

function valueIn(schema: Schema, { fact, attribute }: Cell): string | undefined {
  const found = schema.get(fact.key);
  if (!found) return undefined;
  if (attribute === undefined) return textOf(found);
  return attribute === THERE ? "there" : valueText(found.attributes[attribute]);
}

function only(attribute: string | undefined): Pick<Cell, "attribute"> {
  return attribute === undefined ? {} : { attribute };
}

function textOf({ attributes }: Fact): string {
  return JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function valueText(value: Value | undefined): string {
  return JSON.stringify(value ?? null);
}
