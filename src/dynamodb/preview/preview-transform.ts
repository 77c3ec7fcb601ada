// A transform as a dry run: every item of the table, or of a seeded sample of its segments, planned and never sent.
import type { PreviewedOperation } from "../../core/item-preview.ts";
import type { AttributeMap } from "../attribute.ts";
import { type DynamoSession, renderKey } from "../call.ts";
import type { TransformRequest } from "../context-options.ts";
import { describeTable } from "../history-table.ts";
import { keyOfItem } from "../item-answer.ts";
import { isOwn, type Target } from "../target.ts";
import { BANDS } from "../transform/expect.ts";
import { keyText } from "../transform/image.ts";
import { type PlannedItem, planItem } from "../transform/plan-item.ts";
import { scanPage } from "../transform/scan.ts";
import { itemSize, writeUnits } from "./item-size.ts";
import { type Overlay, refuseBehindOverlay } from "./overlay.ts";
import { revised } from "./revised.ts";
import { type Chosen, chooseSample, intervalOf } from "./sample.ts";
import { shapes } from "./shapes.ts";

export interface PreviewTransform {
  readonly session: DynamoSession;
  readonly target: Target;
  readonly overlay: Overlay;
  readonly stamps: () => AttributeMap;
  readonly seed: number;
  readonly check: () => void;
}

export async function previewTransform(
  preview: PreviewTransform,
  { options, change }: TransformRequest,
): Promise<PreviewedOperation> {
  const { session, target, overlay, stamps, seed, check } = preview;
  if (overlay.size > 0 && options.index !== undefined) refuseBehindOverlay(`the index ${options.index}`);
  if (overlay.size > 0 && options.filter !== undefined) refuseBehindOverlay("a filter");
  const chosen = chooseSample(await describeTable(session, target.table), seed);
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
  };
  const seen = shapes();
  const perSegment: number[] = [];
  const met = new Set<string>();
  const consider = (item: AttributeMap): void => {
    sum.scanned++;
    const planned = planItem({ target, change, stamps: stamps() }, item);
    if (planned.do === "skip") sum.skipped++;
    else if (planned.do === "nothing") sum.unchanged++;
    else {
      for (const image of planned.item.images) sum[image.kind]++;
      sum.writeUnits += unitsOf(planned.item);
      seen.add(planned.item.images, renderKey(planned.item.key));
      for (const image of planned.item.images) overlay.set(image.key, revised(item, image));
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
    } while (after);
    perSegment.push(sum.changed + sum.added + sum.removed - start);
  }
  for (const [key, item] of before) if (item && !met.has(key)) consider(item);
  return extrapolated(
    { what: `transform ${target.table}`, sum, shapes: seen.list(), chosen, perSegment },
    options.expect,
  );
}

/** A transaction costs twice. */
function unitsOf({ actions, before, images }: PlannedItem): number {
  const units = images.reduce((sum, image) => {
    const own = image.kind === "added" ? undefined : before;
    return sum + writeUnits(own, revised(own, image));
  }, 0);
  return actions.length > 1 ? units * 2 : units;
}

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
