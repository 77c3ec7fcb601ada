// Plans the way from one schema to another: changes, what must be rebuilt for them, and steps in a safe order.
import { type Change, diff } from "./diff.ts";
import type { Fact, FactKey, Schema } from "./fact.ts";
import type { Drafts, Kind } from "./kind.ts";
import { type PlanNode, planGraph } from "./plan-graph.ts";
import { orderNodes, type Rank } from "./plan-order.ts";
import type { PlannedStep } from "./planned-step.ts";
import { type Kinds, kindOf, rebuildsOf } from "./rebuilds.ts";
import { PlanScene } from "./scene.ts";

export interface PlannerOptions<Op> {
  /** In the order in which facts that do not need each other are made; drops come the other way round. */
  readonly kinds: readonly Kind<Op>[];
  readonly render: (op: Op) => string;
  readonly major: number;
  readonly hasRows?: ((key: FactKey) => boolean) | undefined;
}

export interface Plan<Op> {
  readonly changes: readonly Change[];
  readonly steps: readonly PlannedStep<Op>[];
}

/** Steps that turn `from` into `to`. Throws PLAN_CIRCLE where no order exists. */
export function plan<Op>(from: Schema, to: Schema, options: PlannerOptions<Op>): Plan<Op> {
  const kinds: Kinds<Op> = new Map(options.kinds.map((kind) => [kind.name, kind]));
  const scene = new PlanScene(from, to, options);
  const changes = diff(from, to);
  for (const change of changes) {
    if (change.type === "create") scene.made.add(change.to.key);
    if (change.type === "drop") scene.gone.add(change.from.key);
  }
  const rebuilt = rebuildsOf(changes, kinds, scene);
  const { nodes } = planGraph(changes, rebuilt, { kinds, scene });
  const places = new Map(options.kinds.map((kind, index) => [kind.name, index]));
  const groups = orderNodes(nodes, (node) => rankOf(node, kinds, places));
  const steps = groups.flatMap(([first, ...others]) =>
    draftsOf(first, others, { kinds, scene }).map((draft): PlannedStep<Op> => {
      const { op, transaction = "shared", rewrites = false, scans = false, relation, ...rest } = draft;
      return {
        op,
        text: options.render(op),
        change: first.action,
        fact: first.fact.key,
        ...(first.because && { because: first.because }),
        transaction,
        rewrites,
        scans,
        ...(rest.lock && { lock: rest.lock, relation: relation ?? first.fact.key }),
        ...(rest.losesData && { losesData: rest.losesData }),
      };
    }),
  );
  return { changes, steps };
}

/** Drops before makes, what is late last; then the order of kinds, place among siblings, and name. */
function rankOf<Op>(
  { action, fact, implied }: PlanNode,
  kinds: Kinds<Op>,
  places: ReadonlyMap<string, number>,
): Rank {
  const kind = kindOf(kinds, fact);
  const place = places.get(kind.name) as number;
  const drop = action === "drop" && !implied;
  const beside = fact.id.path.slice(0, -1).join(" ");
  return [drop ? 0 : kind.late ? 2 : 1, drop ? -place : place, beside, fact.position ?? 0, fact.key];
}

function draftsOf<Op>(
  { action, fact, from, attributes = [] }: PlanNode,
  others: readonly PlanNode[],
  { kinds, scene }: { readonly kinds: Kinds<Op>; readonly scene: PlanScene },
): Drafts<Op> {
  const kind = kindOf(kinds, fact);
  if (action === "drop") return kind.drop(fact, scene);
  if (action === "create")
    return kind.create(
      fact,
      scene,
      others.map((other) => other.fact),
    );
  const seen = new Set<string>();
  return Object.keys(kind.alter)
    .filter((name) => attributes.includes(name))
    .flatMap((name) => {
      const alter = kind.alter[name];
      if (typeof alter !== "function") return [];
      const drafts = alter(fact, from as Fact, scene);
      return drafts === "replace" ? [] : drafts;
    })
    .filter(({ op }) => {
      const text = JSON.stringify(op);
      if (seen.has(text)) return false;
      seen.add(text);
      return true;
    });
}
