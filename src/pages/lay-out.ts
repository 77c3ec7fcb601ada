// Places the boxes of a diagram: what is related by the layout library, what stands alone in rows below.
import type { Relation } from "./entities.ts";

export interface Size {
  readonly key: string;
  readonly width: number;
  readonly height: number;
}

/** `x` and `y` are of the upper left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Laid {
  readonly width: number;
  readonly height: number;
  readonly places: ReadonlyMap<string, Box>;
  /** One way per relation, from border to border. */
  readonly ways: readonly (readonly Point[])[];
}

const MARGIN = 24;
const ALONE_GAP = 32;
const LOOP = 26;

export async function layOut(
  boxes: readonly Size[],
  relations: readonly Pick<Relation, "from" | "to">[],
): Promise<Laid> {
  const related = new Set(
    relations.filter(({ from, to }) => from !== to).flatMap(({ from, to }) => [from, to]),
  );
  const { places, routes } = await layered(
    boxes.filter(({ key }) => related.has(key)),
    relations,
  );
  const bottom = Math.max(0, ...[...places.values()].map(({ y, height }) => y + height));
  const right = Math.max(900, ...[...places.values()].map(({ x, width }) => x + width));
  inRows(
    boxes.filter(({ key }) => !related.has(key)),
    { places, top: bottom === 0 ? MARGIN : bottom + 2 * ALONE_GAP, right },
  );
  const ways = relations.map(({ from, to }, index) =>
    from === to ? loop(places.get(from) as Box) : (routes.get(index) ?? []),
  );
  const all = [...places.values()];
  const points = ways.flat();
  return {
    places,
    ways,
    width: Math.ceil(
      Math.max(0, ...all.map(({ x, width }) => x + width), ...points.map(({ x }) => x)) + MARGIN,
    ),
    height: Math.ceil(
      Math.max(0, ...all.map(({ y, height }) => y + height), ...points.map(({ y }) => y)) + MARGIN,
    ),
  };
}

/** What is referred to stands left of what refers to it. */
async function layered(boxes: readonly Size[], relations: readonly Pick<Relation, "from" | "to">[]) {
  const places = new Map<string, Box>();
  const routes = new Map<number, readonly Point[]>();
  if (boxes.length === 0) return { places, routes };
  const { Graph, layout } = await import("@dagrejs/dagre");
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 28, ranksep: 90, edgesep: 18, marginx: MARGIN, marginy: MARGIN });
  for (const { key, width, height } of boxes) graph.setNode(key, { width, height });
  relations.forEach(({ from, to }, index) => {
    if (from !== to) graph.setEdge(to, from, {}, String(index));
  });
  layout(graph);
  for (const { key, width, height } of boxes) {
    const { x, y } = graph.node(key);
    places.set(key, { x: Math.round(x - width / 2), y: Math.round(y - height / 2), width, height });
  }
  relations.forEach(({ from, to }, index) => {
    if (from === to) return;
    const { points } = graph.edge({ v: to, w: from, name: String(index) });
    routes.set(index, [...points].reverse());
  });
  return { places, routes };
}

interface Rows {
  readonly places: Map<string, Box>;
  readonly top: number;
  readonly right: number;
}

function inRows(boxes: readonly Size[], { places, top, right }: Rows): void {
  let [x, y, tallest] = [MARGIN, top, 0];
  for (const { key, width, height } of boxes) {
    if (x > MARGIN && x + width > right) [x, y, tallest] = [MARGIN, y + tallest + ALONE_GAP, 0];
    places.set(key, { x, y, width, height });
    // A table that refers to itself has its way at its right.
    x += width + ALONE_GAP + LOOP;
    tallest = Math.max(tallest, height);
  }
}

function loop({ x, y, width, height }: Box): readonly Point[] {
  const right = x + width;
  const [upper, lower] = [y + Math.min(14, height / 3), y + Math.max(height - 12, (height * 2) / 3)];
  return [
    { x: right, y: lower },
    { x: right + LOOP, y: lower },
    { x: right + LOOP, y: upper },
    { x: right, y: upper },
  ];
}
