// What the writes of a dry run would take: in the table, in its indexes, and for the images in the history.
import type { AttributeMap } from "../attribute.ts";
import type { Image } from "../transform/image.ts";
import { imageActions } from "../transform/image-store.ts";
import { type IndexShape, indexUnits } from "./indexes.ts";
import { itemSize, writeUnits } from "./item-size.ts";
import { revised } from "./revised.ts";

export interface ImageUnits {
  readonly table: number;
  /** By the name of the index. */
  readonly indexes: Record<string, number>;
}

/** `before` is the item that the images are of, but for those that an image adds. */
export function imageUnits(
  images: readonly Image[],
  before: AttributeMap | undefined,
  indexes: readonly IndexShape[],
): ImageUnits {
  const found: Record<string, number> = {};
  let table = 0;
  for (const image of images) {
    const own = image.kind === "added" ? undefined : before;
    const after = revised(own, image);
    table += writeUnits(own, after);
    for (const index of indexes) {
      found[index.name] = (found[index.name] ?? 0) + indexUnits(index, own, after);
    }
  }
  return { table, indexes: found };
}

/** Packed as a run keeps them. */
export async function keptUnits(images: readonly Image[]): Promise<number> {
  if (images.length === 0) return 0;
  const actions = await imageActions(ANYWHERE, "page", images);
  return actions.reduce(
    (sum, action) => sum + ("Put" in action ? Math.ceil(itemSize(action.Put.Item) / 1024) : 0),
    0,
  );
}

const ANYWHERE = { table: "history", pk: "PK", sk: "SK", partition: "history" } as const;
