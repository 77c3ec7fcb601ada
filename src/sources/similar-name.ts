// Finds the migration that a new one may be a repetition of.
import { nearest } from "../core/nearest.ts";

/** The name among `existing` that says nearly the same as `name`; versions in front do not count. */
export function similarName(name: string, existing: readonly string[]): string | undefined {
  const byLabel = new Map(existing.map((other) => [labelOf(other), other]));
  const words = wordsOf(name);
  const reordered = [...byLabel.keys()].find((label) => overlap(words, wordsOf(label)) >= 0.75);
  const label = reordered ?? nearest(name, byLabel.keys());
  return label === undefined ? undefined : byLabel.get(label);
}

function labelOf(name: string): string {
  return name.replace(/^\d+_?/, "");
}

function wordsOf(label: string): ReadonlySet<string> {
  // `user` and `users` are the same word here.
  return new Set(
    label
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean)
      .map((word) => word.replace(/s$/, "")),
  );
}

/** Of all words of both, the share that both have. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = [...a].filter((word) => b.has(word)).length;
  const all = a.size + b.size - common;
  return all === 0 ? 0 : common / all;
}
