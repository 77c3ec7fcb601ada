// Places the boxes of a diagram: what is related by the layout library, what stands alone in rows below.
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

/** From box to box, each end at the row that it is about: so far below the box's top. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly fromRow: number;
  readonly toRow: number;
}

const MARGIN = 24;
/** How far a line leads straight away from a box, for the sign at its end. */
const STUB = 24;
const ALONE_GAP = 32;
const LOOP = 30;

export async function layOut(boxes: readonly Size[], relations: readonly Link[]): Promise<Laid> {
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
  const ways = relations.map((link, index) =>
    link.from === link.to ? loop(link, places.get(link.from) as Box) : (routes.get(index) ?? []),
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
async function layered(boxes: readonly Size[], relations: readonly Link[]) {
  const places = new Map<string, Box>();
  const routes = new Map<number, readonly Point[]>();
  if (boxes.length === 0) return { places, routes };
  const { Graph, layout } = await import("@dagrejs/dagre");
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 28, ranksep: 110, edgesep: 18, marginx: MARGIN, marginy: MARGIN });
  for (const { key, width, height } of boxes) graph.setNode(key, { width, height });
  relations.forEach(({ from, to }, index) => {
    if (from !== to) graph.setEdge(to, from, {}, String(index));
  });
  layout(graph);
  for (const { key, width, height } of boxes) {
    const { x, y } = graph.node(key);
    places.set(key, { x: Math.round(x - width / 2), y: Math.round(y - height / 2), width, height });
  }
  relations.forEach((link, index) => {
    const { from, to } = link;
    if (from === to) return;
    const { points } = graph.edge({ v: to, w: from, name: String(index) });
    // Its first and last point are on the borders; ours are at the rows.
    routes.set(index, wayOf(link, places, points.slice(1, -1).reverse()));
  });
  return { places, routes };
}

function wayOf(
  { from, to, fromRow, toRow }: Link,
  places: ReadonlyMap<string, Box>,
  between: readonly Point[],
): Point[] {
  const [mine, other] = [places.get(from) as Box, places.get(to) as Box];
  // Where references go around in a circle, one of them leads to the right.
  const back = mine.x < other.x + other.width;
  const start = { x: back ? mine.x + mine.width : mine.x, y: mine.y + fromRow };
  const end = { x: back ? other.x : other.x + other.width, y: other.y + toRow };
  const away = back ? STUB : -STUB;
  return [start, { ...start, x: start.x + away }, ...between, { ...end, x: end.x - away }, end];
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

/** A table that refers to itself. */
function loop({ fromRow, toRow }: Link, { x, y, width, height }: Box): readonly Point[] {
  const right = x + width;
  const lower = y + (fromRow === toRow ? Math.min(height - 6, fromRow + 20) : fromRow);
  return [
    { x: right, y: lower },
    { x: right + LOOP, y: lower },
    { x: right + LOOP, y: y + toRow },
    { x: right, y: y + toRow },
  ];
}
