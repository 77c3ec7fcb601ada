// The list of conflicts: items that others changed each time we read them. Nothing is skipped without a word.
import type { AttributeMap } from "../attribute.ts";
import { type DynamoSession, renderKey } from "../call.ts";
import { queryItems } from "../history-items.ts";
import { keyOfItem } from "../item-answer.ts";
import { type HistoryPlace, itemKey, sortKeyOf } from "../layout.ts";
import type { Target } from "../target.ts";
import { type PageOptions, workPage } from "./page.ts";
import { CONFLICTS, imagesPlace, padded } from "./places.ts";
import { type Counts, sumOf } from "./segment.ts";
import { read } from "./send-item.ts";

export interface Conflict {
  readonly sortKey: string;
  readonly key: AttributeMap;
  readonly label: string;
}

/** Where images of settled conflicts are: a segment that no table has. */
export const CONFLICT_SEGMENT = -1;

export async function openConflicts(
  session: DynamoSession,
  place: HistoryPlace,
  target: Target,
): Promise<readonly Conflict[]> {
  const items = await queryItems(session, place, CONFLICTS);
  return items.flatMap((item) => {
    // A map comes back with its names in any order; people expect the partition key first.
    const key = item.key && "M" in item.key ? keyOfItem(target, item.key.M) : undefined;
    return key ? [{ sortKey: sortKeyOf(place, item), key, label: renderKey(key) }] : [];
  });
}

export interface ConflictOptions {
  readonly session: DynamoSession;
  readonly place: HistoryPlace;
  readonly page: Pick<
    PageOptions,
    "session" | "writer" | "pace" | "stampNames" | "target" | "change" | "check" | "stamps"
  >;
  readonly generation: number;
  readonly keepsImages: boolean;
}

/** Tries each conflict of the list again; those that are settled leave it. Answers what they came to. */
export async function retryConflicts(options: ConflictOptions): Promise<Counts> {
  const { session, place, page, generation, keepsImages } = options;
  const images = imagesPlace(place, CONFLICT_SEGMENT);
  const all: Counts[] = [];
  for (const [number, { sortKey, key }] of (await openConflicts(session, place, page.target)).entries()) {
    page.check();
    const now = await read(session, { TableName: page.target.table, Key: key });
    // Since the epoch, so that a later run's images sort behind.
    const stamp = `${padded(generation, 4)}#${padded(Date.now(), 15)}#${padded(number)}`;
    const counts = await workPage(
      {
        ...page,
        keep: keepsImages ? { images, transform: place } : null,
        sortKey: stamp,
        before: () => undefined,
        inTurn: (task) => task(),
      },
      { items: now ? [now] : [], earlier: [] },
    );
    if (counts.conflicts > 0) continue;
    all.push(counts);
    const Key = itemKey(place, sortKey);
    await session.run({ command: "DeleteItem", input: { TableName: place.table, Key } });
  }
  return sumOf(all);
}
