// Opens circles of facts that each need another one: one of them stands as a placeholder while the others come or go.
import type { FactKey } from "./fact.ts";
import type { Scene } from "./kind.ts";
import type { PlanNode } from "./plan-graph.ts";
import { type Kinds, kindOf } from "./rebuilds.ts";

/** What is done by way of a placeholder, and the nodes of the circle that it opens. */
export type Stages = Map<NodeKey, ReadonlySet<NodeKey>>;

type NodeKey = `${PlanNode["action"]} ${FactKey}`;

/**
 * Chooses one of a circle that nothing else opens: the first in its schema, as it was made first there. False where none
 * of it can be taken apart.
 */
export function stageOne<Op>(
  circle: readonly PlanNode[],
  stages: Stages,
  { kinds, scene }: { readonly kinds: Kinds<Op>; readonly scene: Scene },
): boolean {
  const able = circle.filter((node) => !stages.has(keyOf(node)) && canBeStaged(node, kinds));
  const byKey = new Map(able.map((node) => [node.fact.key, node]));
  const first = [...scene.to.keys(), ...scene.from.keys()].find((key) => byKey.has(key));
  const found = first === undefined ? undefined : byKey.get(first);
  if (!found) return false;
  stages.set(keyOf(found), new Set(circle.map(keyOf)));
  return true;
}

function canBeStaged<Op>({ action, fact }: PlanNode, kinds: Kinds<Op>): boolean {
  const placeholder = kindOf(kinds, fact).placeholder;
  return action === "create"
    ? placeholder !== undefined
    : action === "drop" && placeholder?.empty !== undefined;
}

/**
 * Each staged node is parted in two. What the first one waits for is outside of the circle; those of the circle wait
 * for the first one, all others for the second.
 */
export function parted(nodes: readonly PlanNode[], stages: Stages): readonly PlanNode[] {
  if (stages.size === 0) return nodes;
  return nodes.flatMap((node): readonly PlanNode[] => {
    const circle = stages.get(keyOf(node));
    if (!circle) return [node];
    const isDrop = node.action === "drop";
    const outside = [...node.after].filter((earlier) => !circle.has(keyOf(earlier)));
    const stage = isDrop ? "empty" : "make";
    const first: PlanNode = { ...node, stage, after: new Set(outside), within: undefined };
    const second: PlanNode = isDrop ? node : { ...node, stage: "complete", within: undefined };
    for (const other of nodes) {
      if (!other.after.delete(node)) continue;
      other.after.add(circle.has(keyOf(other)) ? first : second);
    }
    second.after.add(first);
    return [first, second];
  });
}

function keyOf({ action, fact }: PlanNode): NodeKey {
  return `${action} ${fact.key}`;
}
