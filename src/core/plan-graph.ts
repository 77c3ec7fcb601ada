// The graph of a plan: one node per fact that is dropped, made or altered, and what must come before what.
import type { Change } from "./diff.ts";
import type { Fact, FactKey } from "./fact.ts";
import { type Kinds, kindOf } from "./rebuilds.ts";
import type { PlanScene } from "./scene.ts";

export interface PlanNode {
  readonly action: "create" | "drop" | "alter";
  /** The new fact, or for a drop the old one. */
  readonly fact: Fact;
  /** For an alter: the old fact, and what differs. */
  readonly from?: Fact;
  readonly attributes?: readonly string[];
  readonly because?: FactKey;
  /** Dropped right after the database made it by itself with another fact. */
  readonly implied?: boolean;
  /** It is done by way of a placeholder: this node makes that, or completes it, or empties the fact. */
  readonly stage?: "make" | "complete" | "empty";
  /** Nodes that come before this one. */
  readonly after: Set<PlanNode>;
  /** The node in whose statement this one is done. */
  within: PlanNode | undefined;
}

export function planGraph<Op>(
  changes: readonly Change[],
  rebuilt: ReadonlyMap<FactKey, FactKey>,
  about: { readonly kinds: Kinds<Op>; readonly scene: PlanScene },
): readonly PlanNode[] {
  const { kinds, scene } = about;
  const drops = new Map<FactKey, PlanNode>();
  const makes = new Map<FactKey, PlanNode>();
  const dropped = (fact: Fact, because?: FactKey): void => {
    scene.gone.add(fact.key);
    drops.set(fact.key, node({ action: "drop", fact, ...(because && { because }) }));
  };
  const created = (fact: Fact, because?: FactKey): void => {
    scene.made.add(fact.key);
    makes.set(fact.key, node({ action: "create", fact, ...(because && { because }) }));
  };
  for (const [key, cause] of rebuilt) {
    const because = cause === key ? undefined : cause;
    dropped(scene.from.get(key) as Fact, because);
    created(scene.to.get(key) as Fact, because);
  }
  for (const change of changes) {
    if (change.type === "drop") dropped(change.from);
    else if (change.type === "create") created(change.to);
    else if (!rebuilt.has(change.to.key)) {
      const { from, attributes } = change;
      makes.set(change.to.key, node({ action: "alter", fact: change.to, from, attributes }));
    }
  }
  const extra = settleImplied(makes, about);
  link(drops, makes, {
    passes: (from, needed) => kindOf(kinds, from).fate?.(from, needed, scene) === "pass",
    outlasts: (from, needed) => kindOf(kinds, from).outlasts?.(from, needed) ?? false,
  });
  linkNames(drops, makes, kinds);
  for (const one of extra) {
    const maker = one.because ? makes.get(one.because) : undefined;
    if (!maker) continue;
    one.after.add(maker);
    // What is said of the maker's parts is said after what the database said of the whole.
    for (const other of makes.values()) {
      if (other.fact.id.kind === one.fact.id.kind && other.fact.needs.includes(maker.fact.key)) {
        other.after.add(one);
      }
    }
  }
  for (const one of drops.values()) {
    for (const key of kindOf(kinds, one.fact).madeAfter?.(one.fact, scene, "from") ?? [])
      drops.get(key)?.after.add(one);
    const swallowers = kindOf(kinds, one.fact).swallowedBy?.(one.fact, scene.from, scene) ?? [];
    one.within = swallowers.map((key) => drops.get(key)).find((found) => found !== undefined);
  }
  for (const one of makes.values()) {
    for (const key of kindOf(kinds, one.fact).madeAfter?.(one.fact, scene, "to") ?? []) {
      const earlier = makes.get(key);
      if (earlier?.action === "create") one.after.add(earlier);
    }
    if (one.action !== "create") continue;
    const into = kindOf(kinds, one.fact).foldsInto?.(one.fact, scene);
    const found = into === undefined ? undefined : makes.get(into);
    if (found?.action === "create") one.within = found;
  }
  return [...drops.values(), ...makes.values(), ...extra];
}

type NewNode = Omit<PlanNode, "after" | "within">;

function node(about: NewNode): PlanNode {
  return { ...about, after: new Set(), within: undefined };
}

/** What the database makes by itself is kept, altered or dropped again, as the wanted schema has it. */
function settleImplied<Op>(
  makes: Map<FactKey, PlanNode>,
  { kinds, scene }: { readonly kinds: Kinds<Op>; readonly scene: PlanScene },
): PlanNode[] {
  const extra: PlanNode[] = [];
  for (const { action, fact: maker, from } of [...makes.values()]) {
    const kind = kindOf(kinds, maker);
    // What an altered fact came with is there already, or gone.
    const had = new Set(action === "alter" && from ? kind.implies?.(from, scene).map(({ key }) => key) : []);
    for (const implied of kind.implies?.(maker, scene) ?? []) {
      if (had.has(implied.key)) continue;
      const wanted = makes.get(implied.key)?.fact ?? scene.to.get(implied.key);
      if (!wanted) extra.push(node({ action: "drop", fact: implied, because: maker.key, implied: true }));
      else {
        const attributes = Object.keys(wanted.attributes);
        makes.set(
          implied.key,
          node({ action: "alter", fact: wanted, from: implied, attributes, because: maker.key }),
        );
      }
    }
  }
  return extra;
}

interface Bonds {
  /** The old fact lets the drop of what it needed happen under it. */
  passes(from: Fact, needed: Fact): boolean;
  /** The old fact may be dropped after what it needed. */
  outlasts(from: Fact, needed: FactKey): boolean;
}

function link(
  drops: ReadonlyMap<FactKey, PlanNode>,
  makes: ReadonlyMap<FactKey, PlanNode>,
  { passes, outlasts }: Bonds,
): void {
  /** What is altered, or new: what is itself rebuilt comes in its place by what needs it. */
  const causeOf = ({ because }: PlanNode): PlanNode | undefined =>
    because === undefined || drops.has(because) ? undefined : makes.get(because);
  for (const one of makes.values()) {
    for (const needed of one.fact.needs) {
      const maker = makes.get(needed);
      if (maker && maker !== one) one.after.add(maker);
    }
    if (one.action === "create") {
      const old = drops.get(one.fact.key);
      if (old) one.after.add(old);
    }
    // An alter lets go of what the old fact needed, and the new one does not; what stays is changed before.
    for (const needed of one.from?.needs ?? []) {
      if (one.fact.needs.includes(needed)) continue;
      const dropped = drops.get(needed);
      if (dropped && !passes(one.from as Fact, dropped.fact)) dropped.after.add(one);
      const altered = makes.get(needed);
      if (altered?.action === "alter") one.after.add(altered);
    }
    // What is rebuilt for the sake of a change is made after it, however far they are from each other.
    const cause = causeOf(one);
    if (cause && drops.has(one.fact.key)) one.after.add(cause);
  }
  for (const one of drops.values()) {
    for (const needed of one.fact.needs) {
      if (outlasts(one.fact, needed)) continue;
      const dropped = drops.get(needed);
      if (dropped && dropped !== one) dropped.after.add(one);
      const altered = makes.get(needed);
      if (altered?.action === "alter") altered.after.add(one);
    }
    causeOf(one)?.after.add(one);
  }
}

function linkNames<Op>(
  drops: ReadonlyMap<FactKey, PlanNode>,
  makes: ReadonlyMap<FactKey, PlanNode>,
  kinds: Kinds<Op>,
): void {
  const namesOf = (fact: Fact | undefined): readonly string[] =>
    (fact && kindOf(kinds, fact).occupies?.(fact)) ?? [];
  const holders = new Map<string, PlanNode>();
  for (const one of drops.values()) for (const name of namesOf(one.fact)) holders.set(name, one);
  for (const one of makes.values()) {
    const kept = namesOf(one.fact);
    for (const name of namesOf(one.from)) if (!kept.includes(name)) holders.set(name, one);
  }
  for (const one of makes.values()) {
    const had = namesOf(one.from);
    for (const name of namesOf(one.fact)) {
      const holder = holders.get(name);
      if (holder && holder !== one && !had.includes(name)) one.after.add(holder);
    }
  }
}
