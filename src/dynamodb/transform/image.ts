// What an item was before a migration wrote it, and what was written: enough to take it back, and to know it again.
import { canonicalNumber } from "../../core/decimal.ts";
import { type AttributeMap, type AttributeValue, sameAttribute, sameMap } from "../attribute.ts";
import { type AttributeChange, attributeAt } from "../change.ts";

export type Image =
  | {
      readonly kind: "changed";
      readonly key: AttributeMap;
      /** Place by place; stamps are apart, since they say nothing about the application's data. */
      readonly changes: readonly AttributeChange[];
      /** What the stamps were before; undefined where there was none. */
      readonly stamps: readonly Pick<AttributeChange, "path" | "from">[];
    }
  | { readonly kind: "added"; readonly key: AttributeMap; readonly after: AttributeMap }
  | { readonly kind: "removed"; readonly key: AttributeMap; readonly before: AttributeMap };

/** What is on the way to an image: stamps are named so that they do not count as a change. */
export interface Written {
  readonly key: AttributeMap;
  readonly before: AttributeMap | undefined;
  readonly after: AttributeMap | undefined;
  readonly changes: readonly AttributeChange[];
  readonly stampNames: readonly string[];
}

export function imageOf({ key, before, after, changes, stampNames }: Written): Image {
  if (!before) return { kind: "added", key, after: without(after ?? {}, stampNames) };
  if (!after) return { kind: "removed", key, before };
  const stamps = stampNames.map((name) => ({ path: [name], from: attributeAt(before, [name]) }));
  return { kind: "changed", key, changes, stamps };
}

/** Whether the item, as it is now, is what was written. */
export function carries(image: Image, now: AttributeMap | undefined, stampNames: readonly string[]): boolean {
  if (image.kind === "removed") return now === undefined;
  if (!now) return false;
  if (image.kind === "added") return sameMap(without(now, stampNames), image.after);
  return image.changes.every(({ path, to }) => sameAttribute(attributeAt(now, path), to));
}

/** Whether the item, as it is now, is what it was before in every place that was written. */
export function isAsBefore(image: Image, now: AttributeMap | undefined): boolean {
  if (image.kind === "added") return now === undefined;
  if (!now) return false;
  if (image.kind === "removed") return sameMap(now, image.before);
  return image.changes.every(({ path, from }) => sameAttribute(attributeAt(now, path), from));
}

export function without(map: AttributeMap, names: readonly string[]): AttributeMap {
  return Object.fromEntries(Object.entries(map).filter(([name]) => !names.includes(name)));
}

/** As lines of JSON, bytes as base64. */
export function imagesToText(images: readonly Image[]): string {
  return images.map((image) => JSON.stringify(image, bytesAsText)).join("\n");
}

export function imagesFromText(text: string): Image[] {
  return text === "" ? [] : text.split("\n").map((line) => JSON.parse(line, textAsBytes) as Image);
}

/** No attribute value has this name, and an attribute of the application's is always inside of one. */
const BYTES = "base64";

function bytesAsText(_name: string, value: unknown): unknown {
  // A Buffer has turned itself into this before it gets here.
  if (isBufferJson(value)) return { [BYTES]: Buffer.from(value.data).toString("base64") };
  return value instanceof Uint8Array ? { [BYTES]: Buffer.from(value).toString("base64") } : value;
}

function isBufferJson(value: unknown): value is { readonly data: number[] } {
  if (typeof value !== "object" || value === null || !("type" in value) || !("data" in value)) return false;
  return value.type === "Buffer" && Array.isArray(value.data);
}

function textAsBytes(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const [only, ...others] = Object.entries(value);
  if (!only || others.length > 0 || only[0] !== BYTES || typeof only[1] !== "string") return value;
  return new Uint8Array(Buffer.from(only[1], "base64"));
}

/** The same value under every spelling of its numbers and order of its sets, to find an item by its key. */
export function keyText(key: AttributeMap): string {
  return Object.keys(key)
    .sort()
    .map((name) => `${name}=${valueText(key[name])}`)
    .join("\0");
}

function valueText(value: AttributeValue | undefined): string {
  if (value === undefined) return "";
  if ("S" in value) return `S${value.S}`;
  if ("N" in value) return `N${canonicalNumber(value.N)}`;
  return "B" in value ? `B${Buffer.from(value.B).toString("base64")}` : "";
}
