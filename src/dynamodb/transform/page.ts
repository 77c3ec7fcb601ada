// One page of a segment: planned, its images kept, written, and what was refused planned again as it is now.
import type { AttributeMap } from "../attribute.ts";
import type { Action } from "../call.ts";
import { keyOfItem } from "../item-answer.ts";
import { type HistoryPlace, itemKey } from "../layout.ts";
import { isOwn, type Target } from "../target.ts";
import { carries, type Image, keyText } from "./image.ts";
import { keepImages } from "./image-store.ts";
import { conflictSortKey } from "./places.ts";
import { type ItemChange, type PlannedItem, planItem } from "./plan-item.ts";
import { type Counts, NO_COUNTS } from "./segment.ts";
import { read, type SendOptions, sendItem } from "./send-item.ts";

/** How often an item is planned again because somebody else wrote in between. */
const TRIES = 5;

export interface PageOptions extends SendOptions {
  readonly target: Target;
  readonly change: ItemChange;
  readonly stamps: () => AttributeMap;
  /** Where images and conflicts go; null where none are kept, because this takes something back itself. */
  readonly keep: { readonly images: HistoryPlace; readonly transform: HistoryPlace } | null;
  /** Sorts behind all that was kept before. */
  readonly sortKey: string;
  /** Told once what is about to be written; throws where that is not wanted. */
  readonly before: (images: readonly Image[]) => void;
  /** The lease of the segment, for writes that no condition on items alone can hold back. */
  readonly guard?: Guard;
  /** Runs one task, when there is room for it. */
  readonly inTurn: <T>(task: () => Promise<T>) => Promise<T>;
}

export interface Guard {
  readonly action: Action;
  /** Told when its condition does not hold. */
  readonly refused: () => never;
}

export interface PageWork {
  readonly items: readonly AttributeMap[];
  /** Kept by whoever began this page and did not finish it. */
  readonly earlier: readonly Image[];
}

/** Works on a page in another way than by one function for each item. */
export type PageWorker = (options: PageOptions, work: PageWork) => Promise<Counts>;

/** Answers what the page came to. Throws what stops the segment; then some of the page may be written. */
export async function workPage(options: PageOptions, { items, earlier }: PageWork): Promise<Counts> {
  const counts = { ...NO_COUNTS } as Record<keyof Counts, number>;
  const done = await doneEarlier(options, earlier);
  for (const image of done.values()) counts[image.kind]++;
  // Godwit's own items are no data of the application's, where the history is in its table.
  const own = items.filter((item) => !isOwn(item[options.target.keys[0]] ?? { NULL: true }));
  counts.scanned = own.length;
  let open = own;
  for (let tries = 0; open.length > 0 && tries < TRIES; tries++) {
    if (tries > 0)
      await new Promise((resolve) => setTimeout(resolve, 2 ** tries * 10 * (0.5 + Math.random())));
    const planned = plan(options, { open, counts, done });
    const images = planned.flatMap((item) => item.images);
    if (tries === 0) options.before(images);
    const { keep, session } = options;
    if (keep && images.length > 0)
      await keepImages(session, keep.images, { sortKey: `${options.sortKey}#${tries}`, images });
    const again: AttributeMap[] = [];
    const sending = planned.map((item) =>
      options.inTurn(async () => {
        const sent = await sendItem(options, item);
        if (sent.did === "written") for (const { kind } of item.images) counts[kind]++;
        // What is gone needs no transform.
        else if (sent.now) again.push(sent.now);
        else counts.skipped++;
      }),
    );
    // All of them end before the page does: none may write after the segment was given back.
    for (const one of await Promise.allSettled(sending)) if (one.status === "rejected") throw one.reason;
    open = again;
  }
  counts.conflicts = open.length;
  for (const item of open) await keepConflict(options, item);
  return counts;
}

interface Planning {
  readonly open: readonly AttributeMap[];
  readonly counts: Record<keyof Counts, number>;
  readonly done: ReadonlyMap<string, Image>;
}

function plan(options: PageOptions, { open, counts, done }: Planning): PlannedItem[] {
  const { target, change } = options;
  const stamps = options.stamps();
  return open.flatMap((item) => {
    const planned = planItem({ target, change, stamps }, item);
    if (planned.do === "write") return [planned.item];
    if (planned.do === "skip") counts.skipped++;
    else if (!done.has(keyText(keyOfItem(target, item)))) counts.unchanged++;
    return [];
  });
}

/** What a page that was begun before has written already, by key. */
async function doneEarlier(
  { session, target, stampNames, inTurn }: PageOptions,
  earlier: readonly Image[],
): Promise<ReadonlyMap<string, Image>> {
  const newest = new Map(earlier.map((image) => [keyText(image.key), image]));
  const done = new Map<string, Image>();
  const looking = [...newest].map(([key, image]) =>
    inTurn(async () => {
      const now = await read(session, { TableName: target.table, Key: image.key });
      if (carries(image, now, stampNames)) done.set(key, image);
    }),
  );
  await Promise.all(looking);
  return done;
}

async function keepConflict({ keep, session, target }: PageOptions, item: AttributeMap): Promise<void> {
  if (!keep) return;
  const key = keyOfItem(target, item);
  const Item = { ...itemKey(keep.transform, conflictSortKey(keyText(key))), key: { M: key } };
  await session.run({ command: "PutItem", input: { TableName: keep.transform.table, Item } });
}
