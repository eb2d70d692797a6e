// The colours of tables: by their source, business domain or sensitivity.

import type { GraphNode } from "@/api/graph";
import type { Palette } from "@/look/palette";
import type { Shade } from "@/look/theme";

export type ColourBy = "source" | "domain" | "sensitivity";

// Each has a contrast of at least 3 on the surface of its theme.
const MANY: Record<Shade, readonly string[]> = {
  light: ["#2f62d9", "#0d8577", "#b9620b", "#8b3fb5", "#c8315f", "#55800f", "#0b7fa3", "#7a6450"],
  dark: ["#82a7ff", "#56cdbb", "#f0b35e", "#cf9bf2", "#ff8fb3", "#a9d35f", "#62c4e8", "#c9b7a0"],
};
/** Stands for that a table has no source or domain. */
export const NONE = "-";

export interface Colouring {
  of: (node: GraphNode) => string;
  /** Value and colour of what stands in the legend. */
  legend: readonly (readonly [string, string])[];
}

export const valueOf = (node: GraphNode, by: ColourBy): string => node[by] || NONE;

/** Return the colours of values; those with the most tables have one of their own. */
export function colouringOf(nodes: readonly GraphNode[], by: ColourBy, colours: Palette, shade: Shade): Colouring {
  if (by === "sensitivity") {
    const levels: Record<string, string> = { direct: colours.bad, indirect: colours.warn, none: colours.ink3 };
    return { of: (node) => levels[node.sensitivity] ?? colours.ink3, legend: Object.entries(levels) };
  }
  const counts = new Map<string, number>();
  for (const node of nodes) counts.set(valueOf(node, by), (counts.get(valueOf(node, by)) ?? 0) + 1);
  const named = [...counts.keys()].filter((value) => value !== NONE).sort((a, b) => counts.get(b)! - counts.get(a)! || (a < b ? -1 : 1));
  const found = new Map(named.map((value, at) => [value, MANY[shade][at % MANY[shade].length]!]));
  if (counts.has(NONE)) found.set(NONE, colours.ink3);
  return { of: (node) => found.get(valueOf(node, by)) ?? colours.ink3, legend: [...found] };
}
