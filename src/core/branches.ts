// Branches of a history: where it ends, and what one side has that the other has not.
import type { Migration } from "./migration.ts";
import { versionKey } from "./version.ts";

/** Migrations that no other follows, in the order given. A migration without `Depends` follows the one before it. */
export function headsOf(ordered: readonly Migration[]): readonly Migration[] {
  const parents = parentsOf(ordered);
  const followed = new Set([...parents.values()].flat());
  return ordered.filter((migration) => !followed.has(migration));
}

export interface Branches {
  readonly base: readonly Migration[];
  readonly one: readonly Migration[];
  readonly other: readonly Migration[];
}

/** What both heads build on, and what each has alone. */
export function branchesOf(ordered: readonly Migration[], heads: readonly [Migration, Migration]): Branches {
  const parents = parentsOf(ordered);
  const [one, other] = heads.map((head) => ancestors(head, parents)) as [Set<Migration>, Set<Migration>];
  return {
    base: ordered.filter((migration) => one.has(migration) && other.has(migration)),
    one: ordered.filter((migration) => one.has(migration) && !other.has(migration)),
    other: ordered.filter((migration) => other.has(migration) && !one.has(migration)),
  };
}

type Parents = ReadonlyMap<Migration, readonly Migration[]>;

function parentsOf(ordered: readonly Migration[]): Parents {
  const byKey = new Map(ordered.map((migration) => [versionKey(migration.version), migration]));
  const parents = new Map<Migration, readonly Migration[]>();
  let before: Migration | undefined;
  for (const migration of ordered) {
    const { depends } = migration.header;
    const named = depends.flatMap((version) => byKey.get(versionKey(version)) ?? []);
    parents.set(migration, named.length > 0 ? named : before ? [before] : []);
    before = migration;
  }
  return parents;
}

function ancestors(head: Migration, parents: Parents): Set<Migration> {
  const found = new Set<Migration>();
  const open = [head];
  for (let next = open.pop(); next; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(parents.get(next) ?? []));
  }
  return found;
}
