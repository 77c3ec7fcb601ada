// Puts a plan's nodes in order: what is needed comes first, ties by phase, kind and name; circles are opened.
import type { PlanNode } from "./plan-graph.ts";

/** Nodes that are done in one statement: the first one's, with the others written into it or swallowed by it. */
export type PlanGroup = readonly [PlanNode, ...PlanNode[]];

/** Groups in order; or nodes that each need another one of them first, where that cannot be opened. */
export type Ordered = { readonly groups: readonly PlanGroup[] } | { readonly circle: readonly PlanNode[] };

export interface Ordering {
  /** Orders groups that could come in any order, smaller first. */
  place(node: PlanNode): Rank;
  /** Says which members leave their group where groups close a circle: the greatest. */
  rank(node: PlanNode): Rank;
}

export function orderNodes(nodes: readonly PlanNode[], { place, rank }: Ordering): Ordered {
  const ranks = new Map(nodes.map((node) => [node, rank(node)]));
  const rankOf = (node: PlanNode): Rank => ranks.get(node) as Rank;
  const known = new Map(nodes.map((node) => [node, place(node)]));
  const placeOf = (node: PlanNode): Rank => known.get(node) as Rank;
  for (;;) {
    const { done, left } = sort(group(nodes), placeOf);
    if (left.length === 0) return { groups: done.map(({ members }) => members as unknown as PlanGroup) };
    if (!open(left, rankOf)) return { circle: (circles(left)[0] ?? left).flatMap(({ members }) => members) };
  }
}

/** Compared from the first to the last. */
export type Rank = readonly (number | string)[];

interface Group {
  readonly members: readonly PlanNode[];
  readonly before: Set<Group>;
  readonly after: Set<Group>;
}

function group(nodes: readonly PlanNode[]): Group[] {
  const members = new Map<PlanNode, PlanNode[]>();
  const rootOf = new Map<PlanNode, PlanNode>();
  for (const node of nodes) {
    let root = node;
    while (root.within) root = root.within;
    rootOf.set(node, root);
    const list = members.get(root);
    if (!list) members.set(root, node === root ? [root] : [root, node]);
    else if (node !== root) list.push(node);
  }
  const groups = new Map<PlanNode, Group>();
  for (const [root, list] of members)
    groups.set(root, { members: list, before: new Set(), after: new Set() });
  for (const node of nodes) {
    const mine = groups.get(rootOf.get(node) as PlanNode) as Group;
    for (const earlier of node.after) {
      const other = groups.get(rootOf.get(earlier) as PlanNode) as Group;
      if (other === mine) continue;
      mine.after.add(other);
      other.before.add(mine);
    }
  }
  return [...groups.values()];
}

function sort(
  groups: readonly Group[],
  rankOf: (node: PlanNode) => Rank,
): { readonly done: Group[]; readonly left: Group[] } {
  const open = new Map(groups.map((one) => [one, one.after.size]));
  const ready = new Heap((a: Group, b: Group) =>
    compareRanks(rankOf(a.members[0] as PlanNode), rankOf(b.members[0] as PlanNode)),
  );
  for (const one of groups) if (one.after.size === 0) ready.push(one);
  const done: Group[] = [];
  for (let next = ready.pop(); next; next = ready.pop()) {
    done.push(next);
    open.delete(next);
    for (const later of next.before) {
      const count = (open.get(later) as number) - 1;
      open.set(later, count);
      if (count === 0) ready.push(later);
    }
  }
  return { done, left: [...open.keys()] };
}

/**
 * Takes members that close a circle out of their group, so that they get a statement of their own: those that rank
 * last, such as a foreign key out of its table. False when there is nothing to take out.
 */
function open(left: readonly Group[], rankOf: (node: PlanNode) => Rank): boolean {
  let opened = false;
  for (const circle of circles(left)) {
    const inside = new Set(circle.flatMap(({ members }) => members));
    const crossing = circle.flatMap((one) => {
      const own = new Set(one.members);
      return one.members.filter(
        (node) =>
          node.within !== undefined &&
          ([...node.after].some((earlier) => inside.has(earlier) && !own.has(earlier)) ||
            isWanted(node, inside, own)),
      );
    });
    let last = crossing[0];
    if (!last) continue;
    for (const node of crossing) if (compareRanks(rankOf(node), rankOf(last)) > 0) last = node;
    const [phase, kind] = rankOf(last);
    for (const node of crossing) {
      const [otherPhase, otherKind] = rankOf(node);
      if (otherPhase === phase && otherKind === kind) node.within = undefined;
    }
    opened = true;
  }
  return opened;
}

function isWanted(node: PlanNode, inside: ReadonlySet<PlanNode>, own: ReadonlySet<PlanNode>): boolean {
  for (const other of inside) if (!own.has(other) && other.after.has(node)) return true;
  return false;
}

/** Strongly connected groups of two or more, by Tarjan's algorithm without recursion. */
function circles(groups: readonly Group[]): Group[][] {
  const among = new Set(groups);
  const index = new Map<Group, number>();
  const low = new Map<Group, number>();
  const stack: Group[] = [];
  const onStack = new Set<Group>();
  const found: Group[][] = [];
  for (const start of groups) {
    if (index.has(start)) continue;
    const path: { readonly at: Group; readonly next: Iterator<Group> }[] = [];
    const enter = (at: Group): void => {
      index.set(at, index.size);
      low.set(at, index.get(at) as number);
      stack.push(at);
      onStack.add(at);
      path.push({ at, next: at.before.values() });
    };
    enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const { value: next, done } = top.next.next();
      if (done) {
        path.pop();
        const { at } = top;
        const parent = path.at(-1)?.at;
        if (parent) low.set(parent, Math.min(low.get(parent) as number, low.get(at) as number));
        if (low.get(at) !== index.get(at)) continue;
        const circle = takeUntil(stack, at);
        for (const one of circle) onStack.delete(one);
        if (circle.length > 1) found.push(circle);
      } else if (among.has(next)) {
        if (!index.has(next)) enter(next);
        else if (onStack.has(next)) {
          low.set(top.at, Math.min(low.get(top.at) as number, index.get(next) as number));
        }
      }
    }
  }
  return found;
}

/** The top of a stack down to `last`. */
function takeUntil<T>(stack: T[], last: T): T[] {
  const taken: T[] = [];
  for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
    taken.push(one);
    if (one === last) break;
  }
  return taken;
}

export function compareRanks(a: Rank, b: Rank): number {
  for (let index = 0; index < a.length; index++) {
    const left = a[index] as number | string;
    const right = b[index] as number | string;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/** A binary heap: `pop` gives the least. */
class Heap<T> {
  readonly #items: T[] = [];
  readonly #compare: (a: T, b: T) => number;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  push(item: T): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#compare(items[at] as T, items[parent] as T) >= 0) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop(): T | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (items.length === 0 || last === undefined) return first;
    items[0] = last;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      let least = at;
      for (const child of [left, left + 1]) {
        if (child < items.length && this.#compare(items[child] as T, items[least] as T) < 0) least = child;
      }
      if (least === at) return first;
      this.#swap(at, least);
      at = least;
    }
  }

  #swap(a: number, b: number): void {
    const items = this.#items;
    [items[a], items[b]] = [items[b] as T, items[a] as T];
  }
}
