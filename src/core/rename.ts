// Renames: pairs of names that a person vouched for, and those that a difference makes likely.
import type { Change } from "./diff.ts";
import { GodwitError } from "./errors.ts";
import { type Fact, type FactKey, type Schema, sameValue } from "./fact.ts";

/** Names from the outside in; the old one may lack the parts that the new one has in front. */
export interface RenameWish {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Where it was asked for, for people: a flag or a place in a file. */
  readonly origin: string;
}

export interface Rename {
  readonly from: Fact;
  /** The new name of its last part. */
  readonly to: string;
}

/**
 * The facts that are meant. A wish that is fulfilled already (the old name is gone, the new one there) is left out, so
 * that an annotation can stay in its file. Throws RENAME_UNKNOWN where nothing is called so.
 */
export function renamesOf(wishes: readonly RenameWish[], from: Schema, to: Schema): Rename[] {
  return wishes.flatMap((wish): Rename[] => {
    const target = wish.to.at(-1) as string;
    const candidates = [...from.values()].filter(
      (fact) =>
        endsWith(fact.id.path, wish.from) && !to.has(fact.key) && renamedIn(fact, target, to) !== undefined,
    );
    if (candidates.length === 1) return [{ from: candidates[0] as Fact, to: target }];
    if (candidates.length > 1) {
      throw new GodwitError(
        "RENAME_UNKNOWN",
        `${wish.origin}: ${wish.from.join(".")} may be ${candidates.map(({ key }) => key).join(" or ")}`,
        { hint: "write the name in full, with its schema" },
      );
    }
    const done = [...from.values()].some((fact) => endsWith(fact.id.path, wish.to));
    if (done) return [];
    throw new GodwitError(
      "RENAME_UNKNOWN",
      `${wish.origin}: nothing called ${wish.from.join(".")} becomes ${wish.to.join(".")}`,
    );
  });
}

/**
 * Pairs of a dropped and a created fact of one kind, in one place and alone of their likes there, that differ in
 * nothing but the name: what they hold has the same names, too.
 */
export function likelyRenames(changes: readonly Change[]): { readonly from: Fact; readonly to: Fact }[] {
  const dropped = changes.flatMap((change) => (change.type === "drop" ? [change.from] : []));
  const created = changes.flatMap((change) => (change.type === "create" ? [change.to] : []));
  const places = grouped(created);
  return dropped.flatMap((from) => {
    const alike = (places.get(placeOf(from)) ?? []).filter((to) => sameAttributes(to, from));
    const [to] = alike;
    if (!to || alike.length > 1) return [];
    const rival = dropped.some(
      (other) => other !== from && placeOf(other) === placeOf(from) && sameAttributes(other, from),
    );
    return rival || inside(from, dropped, to) !== inside(to, created, to) ? [] : [{ from, to }];
  });
}

function grouped(facts: readonly Fact[]): Map<string, Fact[]> {
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) groups.set(placeOf(fact), [...(groups.get(placeOf(fact)) ?? []), fact]);
  return groups;
}

/** What a fact holds, by kind and name; the old name inside other names counts as the new one. */
function inside({ id: { path } }: Fact, all: readonly Fact[], to: Fact): string {
  const [old, fresh] = [path.at(-1) as string, to.id.path.at(-1) as string];
  const held = all.filter(
    ({ id }) => id.path.length > path.length && samePath(id.path.slice(0, path.length), path),
  );
  return held
    .map(({ id }) =>
      JSON.stringify([id.kind, id.path.slice(path.length).map((part) => part.replaceAll(old, fresh))]),
    )
    .sort()
    .join();
}

function renamedIn(fact: Fact, target: string, to: Schema): FactKey | undefined {
  const path = [...fact.id.path.slice(0, -1), target];
  for (const other of to.values()) {
    if (other.id.kind === fact.id.kind && samePath(other.id.path, path)) return other.key;
  }
  return undefined;
}

function placeOf({ id }: Fact): string {
  return JSON.stringify([id.kind, id.path.slice(0, -1)]);
}

function sameAttributes(one: Fact, other: Fact): boolean {
  return Object.keys(one.attributes).every((name) => sameValue(one.attributes[name], other.attributes[name]));
}

function endsWith(path: readonly string[], end: readonly string[]): boolean {
  return end.length <= path.length && samePath(path.slice(path.length - end.length), end);
}

function samePath(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((part, index) => part === other[index]);
}
