// Which part of a large table a dry run reads, chosen by a seed so that it can be repeated, and what that says of the whole.
import type { TableDescription } from "../call.ts";

export interface Chosen {
  readonly segments: readonly number[];
  readonly of: number;
  /** Null where the whole table is read. */
  readonly seed: number | null;
}

/** Up to this many items the table is read whole: that costs seconds. */
const WHOLE = 50_000;
const SEGMENTS = 1_000;
/** Items that a sample should have: its counts are then good for a few percent. */
const WANTED = 20_000;

export function chooseSample(table: TableDescription | null, seed: number): Chosen {
  const items = table?.ItemCount ?? 0;
  if (items <= WHOLE) return { segments: [0, 1, 2, 3], of: 4, seed: null };
  const count = Math.min(SEGMENTS, Math.max(30, Math.ceil((WANTED / items) * SEGMENTS)));
  const random = randomFrom(seed);
  const all = Array.from({ length: SEGMENTS }, (_, number) => number);
  for (let at = 0; at < count; at++) {
    const other = at + Math.floor(random() * (SEGMENTS - at));
    [all[at], all[other]] = [all[other] as number, all[at] as number];
  }
  return { segments: all.slice(0, count), of: SEGMENTS, seed };
}

/** From and to of the whole, with 95 % confidence, by how much the segments that were read differ. */
export function intervalOf(perSegment: readonly number[], of: number): readonly [number, number] {
  const n = perSegment.length;
  const mean = perSegment.reduce((sum, one) => sum + one, 0) / n;
  const variance = perSegment.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, n - 1);
  const error = 1.96 * of * Math.sqrt(variance / n) * Math.sqrt(1 - n / of);
  return [Math.max(0, Math.floor(mean * of - error)), Math.ceil(mean * of + error)];
}

/** Mulberry32: small, and the same everywhere. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
