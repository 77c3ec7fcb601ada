// Holds a transform to the bands that its author expected: more is stopped before it is written, less at the end.
import { GodwitError } from "../../core/errors.ts";
import type { Expect } from "../../core/module-dynamo.ts";
import type { Image } from "./image.ts";
import type { Counts } from "./segment.ts";

export const BANDS = ["changed", "added", "removed"] as const;
type Touched = Record<(typeof BANDS)[number], number>;

export interface Expectation {
  /** Notes what a page is about to write; throws EXPECTATION where that leaves a band. Answers how to forget it. */
  reserve(images: readonly Image[]): () => void;
}

/** `known` is what is written already, by all processes as far as we know. */
export function expectation(expect: Expect | undefined, known: () => Counts): Expectation {
  const reserved: Touched = { changed: 0, added: 0, removed: 0 };
  return {
    reserve(images) {
      const here: Touched = { changed: 0, added: 0, removed: 0 };
      for (const { kind } of images) here[kind]++;
      const totals = known();
      for (const name of BANDS) {
        const most = expect?.[name]?.[1] ?? Number.POSITIVE_INFINITY;
        const would = totals[name] + reserved[name] + here[name];
        if (would > most) throw outside(name, `${would} items or more`, expect);
      }
      for (const name of BANDS) reserved[name] += here[name];
      return () => {
        for (const name of BANDS) reserved[name] -= here[name];
      };
    },
  };
}

/** Throws EXPECTATION when fewer items were touched than expected; nothing of it can be unwritten by then. */
export function refuseLess(expect: Expect | undefined, counts: Counts): void {
  for (const name of BANDS) {
    const least = expect?.[name]?.[0] ?? 0;
    if (counts[name] < least) throw outside(name, `only ${counts[name]} items`, expect);
  }
}

function outside(name: (typeof BANDS)[number], what: string, expect: Expect | undefined): GodwitError {
  const band = expect?.[name] ?? [0, 0];
  const verb = { changed: "change", added: "add", removed: "remove" }[name];
  return new GodwitError(
    "EXPECTATION",
    `the transform would ${verb} ${what}; expected are ${band[0]} to ${band[1]}`,
  );
}
