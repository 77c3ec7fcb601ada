// A transform as a dry run: every item of the table, or of a seeded sample of its segments, planned and never sent.
import type { PreviewedOperation } from "../../core/item-preview.ts";
import type { AttributeMap } from "../attribute.ts";
import { type DynamoSession, renderKey, type TableDescription } from "../call.ts";
import type { TransformRequest } from "../context-options.ts";
import { keyOfItem } from "../item-answer.ts";
import { isOwn, type Target } from "../target.ts";
import { BANDS } from "../transform/expect.ts";
import { type Image, keyText } from "../transform/image.ts";
import { planItem } from "../transform/plan-item.ts";
import { scanPage } from "../transform/scan.ts";
import { imageUnits, keptUnits } from "./image-units.ts";
import { indexesOf } from "./indexes.ts";
import { itemSize } from "./item-size.ts";
import { type Overlay, refuseBehindOverlay } from "./overlay.ts";
import { revised } from "./revised.ts";
import { type Chosen, chooseSample, intervalOf } from "./sample.ts";
import { shapes } from "./shapes.ts";

export interface PreviewTransform {
  readonly session: DynamoSession;
  readonly target: Target;
  readonly table: TableDescription;
  readonly overlay: Overlay;
  readonly stamps: () => AttributeMap;
  readonly seed: number;
  readonly check: () => void;
}

export async function previewTransform(
  preview: PreviewTransform,
  { options, change }: TransformRequest,
): Promise<PreviewedOperation> {
  const { session, target, table, overlay, stamps, seed, check } = preview;
  if (overlay.size > 0 && options.index !== undefined) refuseBehindOverlay(`the index ${options.index}`);
  if (overlay.size > 0 && options.filter !== undefined) refuseBehindOverlay("a filter");
  const chosen = chooseSample(table, seed);
  const scan = { session, target, index: options.index, filter: options.filter, segments: chosen.of };
  const sum = {
    scanned: 0,
    changed: 0,
    added: 0,
    removed: 0,
    unchanged: 0,
    skipped: 0,
    readUnits: 0,
    writeUnits: 0,
    historyUnits: 0,
  };
  const indexes = indexesOf(table, target);
  const sideUnits: Record<string, number> = {};
  let images: Image[] = [];
  const seen = shapes();
  const perSegment: number[] = [];
  const met = new Set<string>();
  const consider = (item: AttributeMap): void => {
    sum.scanned++;
    const planned = planItem({ target, change, stamps: stamps() }, item);
    if (planned.do === "skip") sum.skipped++;
    else if (planned.do === "nothing") sum.unchanged++;
    else {
      const { item: write } = planned;
      for (const image of write.images) sum[image.kind]++;
      const units = imageUnits(write.images, write.before, indexes);
      // A transaction costs twice.
      sum.writeUnits += write.actions.length > 1 ? units.table * 2 : units.table;
      for (const [name, count] of Object.entries(units.indexes))
        sideUnits[name] = (sideUnits[name] ?? 0) + count;
      seen.add(write.images, renderKey(write.key));
      images.push(...write.images);
      for (const image of write.images) overlay.set(image.key, revised(item, image));
    }
  };
  // What earlier operations put into the overlay is met once, in the overlay or in the table.
  const before = new Map(overlay.entries());
  for (const segment of chosen.segments) {
    const start = sum.changed + sum.added + sum.removed;
    let after: AttributeMap | undefined;
    do {
      check();
      const page = await scanPage(scan, { segment, after });
      after = page.after;
      // A consistent read: a unit for four kilobytes.
      sum.readUnits += Math.ceil(page.items.reduce((size, item) => size + itemSize(item), 0) / 4096);
      for (const item of page.items) {
        if (isOwn(item[target.keys[0]] ?? { NULL: true })) continue;
        const key = keyText(keyOfItem(target, item));
        met.add(key);
        const now = before.has(key) ? before.get(key) : item;
        if (now) consider(now);
      }
      sum.historyUnits += (await keptUnits(images)) + PLACE_UNITS;
      images = [];
    } while (after);
    perSegment.push(sum.changed + sum.added + sum.removed - start);
  }
  for (const [key, item] of before) if (item && !met.has(key)) consider(item);
  sum.historyUnits += await keptUnits(images);
  return extrapolated(
    {
      what: `transform ${target.table}`,
      sum: { ...sum, sideUnits },
      shapes: seen.list(),
      chosen,
      perSegment,
    },
    options.expect,
  );
}

/** Each page ends with a write of the segment's place. */
const PLACE_UNITS = 1;

interface Found {
  readonly what: string;
  readonly sum: Omit<PreviewedOperation, "what" | "shapes">;
  readonly shapes: PreviewedOperation["shapes"];
  readonly chosen: Chosen;
  readonly perSegment: readonly number[];
}

function extrapolated(
  { what, sum, shapes: list, chosen, perSegment }: Found,
  expect: TransformRequest["options"]["expect"],
): PreviewedOperation {
  const whole = chosen.of / Math.max(1, chosen.segments.length);
  const times = (count: number): number => Math.round(count * whole);
  const counts = {
    ...{ changed: times(sum.changed), added: times(sum.added), removed: times(sum.removed) },
    ...{ unchanged: times(sum.unchanged), skipped: times(sum.skipped) },
    ...{ scanned: times(sum.scanned), readUnits: times(sum.readUnits), writeUnits: times(sum.writeUnits) },
    historyUnits: times(sum.historyUnits),
    sideUnits: Object.fromEntries(Object.entries(sum.sideUnits).map(([name, units]) => [name, times(units)])),
  };
  const outside = BANDS.filter((name) => {
    const [least, most] = expect?.[name] ?? [0, Number.POSITIVE_INFINITY];
    return counts[name] < least || counts[name] > most;
  });
  return {
    what,
    ...counts,
    shapes: list.map((one) => ({ ...one, count: times(one.count) })),
    ...(chosen.seed === null
      ? {}
      : {
          sample: {
            segments: chosen.segments.length,
            of: chosen.of,
            seed: chosen.seed,
            written: intervalOf(perSegment, chosen.of),
          },
        }),
    ...(outside.length === 0
      ? {}
      : {
          unexpected: outside
            .map((name) => `${name} ${counts[name]}, expected ${expect?.[name]?.join(" to ")}`)
            .join("; "),
        }),
  };
}
