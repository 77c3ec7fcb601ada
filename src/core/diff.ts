// Compares two schemas fact by fact. Generic: it knows no kind.
import { type Fact, type Schema, sameValue } from "./fact.ts";

export type Change =
  | { readonly type: "create"; readonly to: Fact }
  | { readonly type: "drop"; readonly from: Fact }
  | Alteration;

export interface Alteration {
  readonly type: "alter";
  readonly from: Fact;
  readonly to: Fact;
  /** Names of the attributes that differ. */
  readonly attributes: readonly string[];
}

/** What turns `from` into `to`: drops, then creates and alters, each in the schemas' own order. */
export function diff(from: Schema, to: Schema): Change[] {
  const drops: Change[] = [];
  const rest: Change[] = [];
  for (const [key, fact] of from) if (!to.has(key)) drops.push({ type: "drop", from: fact });
  for (const [key, fact] of to) {
    const old = from.get(key);
    if (!old) rest.push({ type: "create", to: fact });
    else if (old !== fact) {
      const attributes = differing(old, fact);
      if (attributes.length > 0) rest.push({ type: "alter", from: old, to: fact, attributes });
    }
  }
  return [...drops, ...rest];
}

function differing(from: Fact, to: Fact): string[] {
  const names = new Set([...Object.keys(from.attributes), ...Object.keys(to.attributes)]);
  return [...names].filter((name) => !sameValue(from.attributes[name], to.attributes[name]));
}
