// Plans the way from one schema to another: changes, what must be rebuilt for them, and steps in a safe order.
import { type Change, diff } from "./diff.ts";
import { GodwitError } from "./errors.ts";
import type { Fact, FactKey, Schema } from "./fact.ts";
import type { Drafts, Kind } from "./kind.ts";
import { type PlanNode, planGraph } from "./plan-graph.ts";
import { orderNodes, type PlanGroup, type Rank } from "./plan-order.ts";
import { parted, type Stages, stageOne } from "./plan-stages.ts";
import type { PlannedStep } from "./planned-step.ts";
import { type Kinds, kindOf, rebuildsOf } from "./rebuilds.ts";
import { PlanScene } from "./scene.ts";

export interface PlannerOptions<Op> {
  /** In the order in which facts that do not need each other are made; drops come the other way round. */
  readonly kinds: readonly Kind<Op>[];
  readonly render: (op: Op) => string;
  readonly major: number;
  readonly hasRows?: ((key: FactKey) => boolean) | undefined;
  /** Where a new fact is wanted among those that could come in any order, other than by kind, siblings and name. */
  readonly place?: ((fact: Fact) => Rank) | undefined;
}

export interface Plan<Op> {
  readonly changes: readonly Change[];
  readonly steps: readonly PlannedStep<Op>[];
}

/** Steps that turn `from` into `to`. Throws PLAN_CIRCLE where no order exists. */
export function plan<Op>(from: Schema, to: Schema, options: PlannerOptions<Op>): Plan<Op> {
  const kinds: Kinds<Op> = new Map(options.kinds.map((kind) => [kind.name, kind]));
  const places = new Map(options.kinds.map((kind, index) => [kind.name, index]));
  const changes = diff(from, to);
  // What could be altered in place, but not in any order: it is dropped and made anew.
  const forced = new Set<FactKey>();
  const stages: Stages = new Map();
  for (;;) {
    const scene = sceneOf(from, to, { changes, options });
    const rebuilt = rebuildsOf(changes, { kinds, scene, forced });
    const nodes = parted(planGraph(changes, rebuilt, { kinds, scene }), stages);
    const { place } = options;
    const ordered = orderNodes(nodes, {
      rank: (node) => rankOf(node, kinds, places),
      place: (node) => (isDrop(node) || !place ? placeOf(node, kinds, places) : place(node.fact)),
    });
    if ("groups" in ordered) {
      return { changes, steps: stepsOf(ordered.groups, { kinds, scene, render: options.render }) };
    }
    const inTheWay = ordered.circle.filter(
      ({ action, from: old, fact }) => action === "alter" && old && !kindOf(kinds, fact).holdsData,
    );
    if (inTheWay.length === 0 && !stageOne(ordered.circle, stages, { kinds, scene }))
      throw circle(ordered.circle);
    for (const { fact } of inTheWay) forced.add(fact.key);
  }
}

function sceneOf<Op>(
  from: Schema,
  to: Schema,
  { changes, options }: { readonly changes: readonly Change[]; readonly options: PlannerOptions<Op> },
): PlanScene {
  const scene = new PlanScene(from, to, options);
  for (const change of changes) {
    if (change.type === "create") scene.made.add(change.to.key);
    if (change.type === "drop") scene.gone.add(change.from.key);
  }
  return scene;
}

function stepsOf<Op>(
  groups: readonly PlanGroup[],
  { render, ...about }: About<Op> & { readonly render: (op: Op) => string },
): PlannedStep<Op>[] {
  return groups.flatMap(([first, ...others]) =>
    draftsOf(first, others, about).map((draft): PlannedStep<Op> => {
      const {
        op,
        transaction = "shared",
        rewrites = false,
        scans = false,
        lock,
        relation,
        losesData,
      } = draft;
      return {
        op,
        text: render(op),
        change: first.action,
        fact: first.fact.key,
        ...(first.because && { because: first.because }),
        transaction,
        rewrites,
        scans,
        ...(lock && { lock, relation: relation ?? first.fact.key }),
        ...(losesData && { losesData }),
      };
    }),
  );
}

function circle(nodes: readonly PlanNode[]): GodwitError {
  const told = nodes.map(({ action, fact }) => `${action} ${fact.key}`);
  return new GodwitError("PLAN_CIRCLE", `these changes each need another one first: ${told.join("; ")}`);
}

interface About<Op> {
  readonly kinds: Kinds<Op>;
  readonly scene: PlanScene;
}

type Places = ReadonlyMap<string, number>;

/** Drops before makes, what is late last; then the order of kinds, place among siblings, and name. */
function placeOf<Op>(node: PlanNode, kinds: Kinds<Op>, places: Places): Rank {
  const [phase, place, ...rest] = rankOf(node, kinds, places) as [number, number, ...string[]];
  return [phase, isDrop(node) ? -place : place, ...rest];
}

/** Where groups close a circle a foreign key leaves its table, never a column, be they made or dropped. */
function rankOf<Op>(node: PlanNode, kinds: Kinds<Op>, places: Places): Rank {
  const { fact } = node;
  const kind = kindOf(kinds, fact);
  const beside = fact.id.path.slice(0, -1).join(" ");
  const phase = isDrop(node) ? 0 : kind.late ? 2 : 1;
  const place = (places.get(kind.name) as number) + (kind.leavesFirst?.(fact) ? 0.5 : 0);
  return [phase, place, beside, fact.position ?? 0, fact.key];
}

function isDrop({ action, implied }: PlanNode): boolean {
  return action === "drop" && !implied;
}

function draftsOf<Op>(
  { action, fact, from, stage, attributes = [] }: PlanNode,
  others: readonly PlanNode[],
  { kinds, scene }: About<Op>,
): Drafts<Op> {
  const kind = kindOf(kinds, fact);
  if (stage) return kind.placeholder?.[stage]?.(fact, scene) ?? [];
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
