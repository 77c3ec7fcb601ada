// Groups what becomes of items by its shape: which attributes come, go and change, and their types.
import type { ItemShape } from "../../core/item-preview.ts";
import type { AttributeValue } from "../attribute.ts";
import type { Image } from "../transform/image.ts";

export interface Shapes {
  add(images: readonly Image[], example: string): void;
  list(): readonly ItemShape[];
}

/** More places than these are counted, not named. */
const MOST_NAMED = 6;

export function shapes(): Shapes {
  const found = new Map<string, { count: number; readonly example: string }>();
  return {
    add(images, example) {
      const shape = images.map(shapeOf).join("; ");
      const known = found.get(shape);
      if (known) known.count++;
      else found.set(shape, { count: 1, example });
    },
    list: () =>
      [...found]
        .map(([shape, { count, example }]) => ({ shape, count, example }))
        .sort((a, b) => b.count - a.count || (a.shape < b.shape ? -1 : 1)),
  };
}

function shapeOf(image: Image): string {
  if (image.kind === "added") return "new item";
  if (image.kind === "removed") return "removed";
  const places = image.changes
    .map(({ path, from, to }) => {
      const name = path.map((part) => (/^[\w-]+$/.test(part) ? part : JSON.stringify(part))).join(".");
      if (!from) return `+${name} ${typeOf(to)}`;
      if (!to) return `-${name} ${typeOf(from)}`;
      const [before, after] = [typeOf(from), typeOf(to)];
      return before === after ? `~${name} ${after}` : `~${name} ${before}→${after}`;
    })
    .sort();
  const more = places.length - MOST_NAMED;
  return more > 0 ? `${places.slice(0, MOST_NAMED).join(", ")} and ${more} more` : places.join(", ");
}

function typeOf(value: AttributeValue | undefined): string {
  return value === undefined ? "" : (Object.keys(value)[0] ?? "");
}
