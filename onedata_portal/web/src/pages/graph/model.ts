// The graph as it is drawn: nodes by number, with their size, their island and their neighbours.

import type { Graph, GraphEdge, GraphNode } from "@/api/graph";

export type Edges = "reference" | "lineage" | "all";

export interface Line {
  from: number;
  to: number;
  edge: GraphEdge;
}

export interface Model {
  nodes: readonly GraphNode[];
  lines: readonly Line[];
  /** The number of each node by its address. */
  numbers: ReadonlyMap<string, number>;
  /** What stands together: the tables of a source, or of a layer where no source was scanned. */
  islands: readonly string[];
  radii: readonly number[];
  neighbours: readonly ReadonlySet<number>[];
  /** The numbers of the nodes, those with the most neighbours first. */
  byWeight: readonly number[];
}

export const islandOf = (node: GraphNode): string => node.source || node.key[0] || "";

/** Return the last part of a table's name, which fits where the whole does not. */
export const shortName = (node: GraphNode): string => node.key[node.key.length - 1] ?? node.name;

/** Return what is drawn of a graph if edges of these kinds are. */
export function modelOf(graph: Graph, edges: Edges): Model {
  const numbers = new Map(graph.nodes.map((node, number) => [node.address, number]));
  const neighbours = graph.nodes.map(() => new Set<number>());
  const lines: Line[] = [];
  for (const edge of graph.edges) {
    const from = numbers.get(edge.source);
    const to = numbers.get(edge.target);
    if (from === undefined || to === undefined || (edges !== "all" && edge.kind !== edges)) continue;
    lines.push({ from, to, edge });
    if (from === to) continue;
    neighbours[from]!.add(to);
    neighbours[to]!.add(from);
  }
  const radii = neighbours.map((near) => Math.min(18, 5 + 1.7 * Math.sqrt(near.size)));
  const byWeight = graph.nodes.map((_, number) => number).sort((a, b) => neighbours[b]!.size - neighbours[a]!.size || a - b);
  return { nodes: graph.nodes, lines, numbers, islands: graph.nodes.map(islandOf), radii, neighbours, byWeight };
}
