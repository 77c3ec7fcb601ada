// Keeps images in the history's table: compressed, cut where they are longer than an item may be.
import type { AttributeMap } from "../attribute.ts";
import type { Action, DynamoSession } from "../call.ts";
import { newestPages, queryItems } from "../history-items.ts";
import { type HistoryPlace, itemKey, sortKeyOf } from "../layout.ts";
import { type Image, imagesFromText, imagesToText } from "./image.ts";

/** An item may have 400 KB, its other attributes included. */
const SLICE = 390_000;

/** The actions that keep `images` under a sort key; several where they are long. */
export async function imageActions(
  place: HistoryPlace,
  sortKey: string,
  images: readonly Image[],
): Promise<readonly Action[]> {
  const bytes = await compress(imagesToText(images));
  const actions: Action[] = [];
  for (let from = 0; from < bytes.length; from += SLICE) {
    const Item: AttributeMap = {
      ...itemKey(place, `${sortKey}#${String(from / SLICE).padStart(3, "0")}`),
      images: { B: bytes.subarray(from, from + SLICE) },
    };
    actions.push({ Put: { TableName: place.table, Item } });
  }
  return actions;
}

/** Durable when it resolves. */
export async function keepImages(
  session: DynamoSession,
  place: HistoryPlace,
  { sortKey, images }: { readonly sortKey: string; readonly images: readonly Image[] },
): Promise<void> {
  // Slices are written in order; a first one without the rest is never read as whole, for its text does not unpack.
  for (const action of await imageActions(place, sortKey, images)) {
    if ("Put" in action) await session.run({ command: "PutItem", input: action.Put });
  }
}

export interface Kept {
  /** Without the number of the slice. */
  readonly sortKey: string;
  readonly images: readonly Image[];
}

/** All that was kept in a partition, newest first, a few pages in memory at a time. */
export async function* newestImages(session: DynamoSession, place: HistoryPlace): AsyncGenerator<Kept> {
  let open: { readonly sortKey: string; readonly slices: Uint8Array[] } | undefined;
  for await (const items of newestPages(session, place, PAGES_AT_ONCE)) {
    for (const item of items) {
      const sortKey = withoutSlice(sortKeyOf(place, item));
      if (open && open.sortKey !== sortKey) yield* unpacked(open.sortKey, open.slices);
      if (open?.sortKey !== sortKey) open = { sortKey, slices: [] };
      if (item.images && "B" in item.images) open.slices.unshift(item.images.B);
    }
  }
  if (open) yield* unpacked(open.sortKey, open.slices);
}

const PAGES_AT_ONCE = 10;

function withoutSlice(sortKey: string): string {
  return sortKey.slice(0, sortKey.lastIndexOf("#"));
}

async function* unpacked(sortKey: string, slices: readonly Uint8Array[]): AsyncGenerator<Kept> {
  const text = await expand(Buffer.concat(slices)).catch(() => undefined);
  // The write of its slices was interrupted: nothing of that page was written yet.
  if (text !== undefined) yield { sortKey, images: imagesFromText(text) };
}

/** All that was kept under sort keys that begin with `prefix`, oldest first. */
export async function keptImages(
  session: DynamoSession,
  place: HistoryPlace,
  prefix: string,
): Promise<readonly Kept[]> {
  const items = await queryItems(session, place, { from: prefix, to: `${prefix}~` });
  const slices = new Map<string, Uint8Array[]>();
  for (const item of items) {
    const sortKey = withoutSlice(sortKeyOf(place, item));
    const value = item.images;
    if (value && "B" in value) slices.set(sortKey, [...(slices.get(sortKey) ?? []), value.B]);
  }
  const kept: Kept[] = [];
  for (const [sortKey, parts] of slices) {
    for await (const one of unpacked(sortKey, parts)) kept.push(one);
  }
  return kept;
}

async function compress(text: string): Promise<Uint8Array> {
  return collected(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip")));
}

async function expand(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const text = await collected(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
  return new TextDecoder().decode(text);
}

async function collected(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}
