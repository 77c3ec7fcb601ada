// An item as it is after an image: what a dry run shows to what comes after.
import type { AttributeMap } from "../attribute.ts";
import type { Image } from "../transform/image.ts";
import { withValue } from "../with-value.ts";

export function revised(before: AttributeMap | undefined, image: Image): AttributeMap | undefined {
  if (image.kind === "added") return image.after;
  if (image.kind === "removed") return undefined;
  let item = before ?? {};
  for (const { path, to } of image.changes) item = withValue(item, path, to);
  return item;
}
