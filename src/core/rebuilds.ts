// Which facts must be dropped and made again: those that cannot be altered in place, and those that stand in the way.
import type { Change } from "./diff.ts";
import type { Fact, FactKey } from "./fact.ts";
import type { FactChange, Fate, Kind } from "./kind.ts";
import type { PlanScene } from "./scene.ts";

export type Kinds<Op> = ReadonlyMap<string, Kind<Op>>;

export interface RebuildOptions<Op> {
  readonly kinds: Kinds<Op>;
  readonly scene: PlanScene;
  /** To be rebuilt although they could be altered. */
  readonly forced: ReadonlySet<FactKey>;
}

/** Key of each fact to rebuild, and of the fact that makes it necessary; its own where it cannot be altered. */
export function rebuildsOf<Op>(
  changes: readonly Change[],
  { kinds, scene, forced }: RebuildOptions<Op>,
): Map<FactKey, FactKey> {
  const rebuilt = new Map<FactKey, FactKey>();
  const waiting: Fact[] = [];
  const rebuild = (fact: Fact, because: FactKey): void => {
    if (rebuilt.has(fact.key) || !scene.to.has(fact.key)) return;
    rebuilt.set(fact.key, because);
    scene.made.add(fact.key);
    scene.gone.add(fact.key);
    waiting.push(fact);
  };
  /** Asks the dependents of `needed`, and where one lets pass, its own in turn. */
  const ask = (needed: Fact, because: FactKey, fateOf: (dependent: Fact) => Fate): void => {
    const asked = new Set<FactKey>();
    const list = [...scene.dependents(needed.key)];
    for (let dependent = list.pop(); dependent; dependent = list.pop()) {
      if (asked.has(dependent.key) || rebuilt.has(dependent.key)) continue;
      asked.add(dependent.key);
      const fate = fateOf(dependent);
      if (fate === "rebuild") rebuild(dependent, because);
      if (fate === "pass") list.push(...scene.dependents(dependent.key));
    }
  };
  const disturb = (change: FactChange): void => {
    const kind = kindOf(kinds, change.to);
    if (kind.disturbs)
      ask(change.from, change.to.key, (one) => kind.disturbs?.(change, one, scene) ?? "stay");
  };
  const alters = changes.filter((change) => change.type === "alter");
  for (const change of alters) if (forced.has(change.to.key)) rebuild(change.from, change.to.key);
  /** A rebuild may be why something else cannot be altered any more. */
  const replace = (): void => {
    for (const change of alters) {
      if (!rebuilt.has(change.to.key) && !alterable(change, kinds, scene))
        rebuild(change.from, change.to.key);
    }
  };
  replace();
  for (const change of changes) {
    if (change.type === "drop" || rebuilt.has(change.to.key)) continue;
    for (const key of kindOf(kinds, change.to).clears?.(change, scene) ?? []) {
      const fact = scene.from.get(key);
      if (fact) rebuild(fact, change.to.key);
    }
  }
  for (const change of alters) if (!rebuilt.has(change.to.key)) disturb(change);
  const undo = (gone: Fact): void => {
    for (const key of kindOf(kinds, gone).undoneBy?.(gone, scene) ?? []) {
      const fact = scene.from.get(key);
      if (fact) rebuild(fact, gone.key);
    }
  };
  // What needs a dropped fact and reads the same after it must have come to need something else: it is made anew.
  const altered = new Set(alters.map(({ to }) => to.key));
  for (const change of changes) {
    if (change.type !== "drop") continue;
    undo(change.from);
    const fateOf = (one: Fact): Fate => kindOf(kinds, one).fate?.(one, change.from, scene) ?? "rebuild";
    for (const dependent of scene.dependents(change.from.key)) {
      if (!scene.to.has(dependent.key)) continue;
      const fate = fateOf(dependent);
      if (fate === "rebuild" && !altered.has(dependent.key)) rebuild(dependent, change.from.key);
      if (fate === "pass") ask(dependent, change.from.key, fateOf);
    }
  }
  while (waiting.length > 0) {
    for (let fact = waiting.pop(); fact; fact = waiting.pop()) {
      const needed = fact;
      undo(needed);
      ask(needed, needed.key, (one) => kindOf(kinds, one).fate?.(one, needed, scene) ?? "rebuild");
    }
    replace();
  }
  return rebuilt;
}

export function kindOf<Op>(kinds: Kinds<Op>, fact: Fact): Kind<Op> {
  const kind = kinds.get(fact.id.kind);
  if (!kind) throw new Error(`no kind is called ${fact.id.kind}`);
  return kind;
}

function alterable<Op>(change: FactChange, kinds: Kinds<Op>, scene: PlanScene): boolean {
  const kind = kindOf(kinds, change.to);
  return change.attributes.every((name) => {
    const alter = kind.alter[name];
    if (alter === undefined) throw new Error(`${kind.name} does not know its attribute ${name}`);
    if (typeof alter === "string") return alter !== "replace";
    return alter(change.to, change.from, scene) !== "replace";
  });
}
