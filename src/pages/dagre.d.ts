// What we use of the layout library, without the rest of its types.
declare module "@dagrejs/dagre" {
  interface Point {
    readonly x: number;
    readonly y: number;
  }
  export class Graph {
    constructor(options: { readonly multigraph: boolean });
    setGraph(label: Readonly<Record<string, unknown>>): this;
    setNode(name: string, label: { readonly width: number; readonly height: number }): this;
    setEdge(from: string, to: string, label: Readonly<Record<string, unknown>>, name: string): this;
    node(name: string): Point;
    edge(about: { readonly v: string; readonly w: string; readonly name: string }): {
      readonly points: readonly Point[];
    };
  }
  export function layout(graph: Graph): void;
}
