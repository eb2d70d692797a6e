// How far the tables of the graph are from those that are chosen, by keys alone.

import type { GraphEdge, GraphNode } from "@/api/graph";

type Ends = Pick<GraphEdge, "source" | "target" | "kind">;

/** The end of the names of tables with refused rows, which joins lead to and never through. */
const REFUSED = "__rejected";

/** Return how many keys lie between each table and the nearest that is chosen; the far ones are left out. */
export function distances(edges: readonly Ends[], chosen: readonly string[]): Map<string, number> {
  const near = new Map<string, string[]>();
  for (const { source, target, kind } of edges) {
    if (kind !== "reference" || source === target) continue;
    near.set(source, [...(near.get(source) ?? []), target]);
    near.set(target, [...(near.get(target) ?? []), source]);
  }
  const found = new Map(chosen.map((address) => [address, 0]));
  for (const [address, distance] of found) {
    if (distance && address.endsWith(REFUSED)) continue;
    for (const next of near.get(address) ?? []) if (!found.has(next)) found.set(next, distance + 1);
  }
  return found;
}

/** Return the tables that some key leads from or to. */
export const keyed = (edges: readonly Ends[]): Set<string> =>
  new Set(edges.filter((edge) => edge.kind === "reference" && edge.source !== edge.target).flatMap((edge) => [edge.source, edge.target]));

export type Nearness = "chosen" | "near" | "reach" | "apart" | "keyed";

/** Return tables in groups, those that are joined most easily first; without a choice, those with keys first. */
export function grouped(nodes: readonly GraphNode[], edges: readonly Ends[], chosen: readonly string[]): [Nearness, GraphNode[]][] {
  const away = distances(edges, chosen);
  const withKeys = keyed(edges);
  const of = ({ address }: GraphNode): Nearness => {
    if (chosen.includes(address)) return "chosen";
    if (!chosen.length) return withKeys.has(address) ? "keyed" : "apart";
    const distance = away.get(address);
    return distance === undefined ? "apart" : distance === 1 ? "near" : "reach";
  };
  const order: Nearness[] = ["keyed", "near", "reach", "chosen", "apart"];
  return order.map((nearness): [Nearness, GraphNode[]] => [nearness, nodes.filter((node) => of(node) === nearness)]).filter(([, those]) => those.length);
}
