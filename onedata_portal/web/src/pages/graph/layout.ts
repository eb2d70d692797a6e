// Where tables stand: those of a source together on an island, near what they refer to. By d3-force,
// whose outcome is the same each time. It runs in a worker (layout-worker.ts).

import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from "d3-force";

export interface Unplaced {
  islands: readonly string[];
  radii: readonly number[];
  /** Pairs of numbers of nodes. */
  lines: readonly (readonly [number, number])[];
  /** Places that are known and stay; null for a node that has none. */
  known: readonly (readonly [number, number] | null)[];
}

export type Places = (readonly [number, number])[];

interface Island extends SimulationNodeDatum {
  name: string;
  radius: number;
}

const SPACE = 31;
const TICKS = 160;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/** Return a place for each node, in whole numbers. */
export function placed(graph: Unplaced): Places {
  const islands = islandsOf(graph);
  const counts = new Map<string, number>();
  const nodes = graph.islands.map((name, number): SimulationNodeDatum => {
    const island = islands.get(name)!;
    const at = counts.get(name) ?? 0;
    counts.set(name, at + 1);
    const known = graph.known[number];
    if (known) return { x: known[0], y: known[1], fx: known[0], fy: known[1] };
    const away = SPACE * Math.sqrt(at + 0.5) * 0.9;
    return { x: island.x! + away * Math.cos(at * GOLDEN), y: island.y! + away * Math.sin(at * GOLDEN) };
  });
  const home = (number: number) => islands.get(graph.islands[number]!)!;
  const links = graph.lines.filter(([from, to]) => from !== to).map(([source, target]) => ({ source, target }));
  const isAcross = (link: { source: unknown; target: unknown }) =>
    graph.islands[(link.source as SimulationNodeDatum).index!] !== graph.islands[(link.target as SimulationNodeDatum).index!];
  forceSimulation(nodes)
    .force("link", forceLink(links).distance(46).strength((link) => (isAcross(link) ? 0.012 : 0.3)))
    .force("apart", forceManyBody().strength(-60).distanceMax(220).theta(1.1))
    .force("room", forceCollide<SimulationNodeDatum>((node) => graph.radii[node.index!]! + 9).iterations(1))
    .force("x", forceX<SimulationNodeDatum>((_, number) => home(number).x!).strength(0.07))
    .force("y", forceY<SimulationNodeDatum>((_, number) => home(number).y!).strength(0.07))
    .stop()
    .tick(TICKS);
  return nodes.map((node) => [Math.round(node.x!), Math.round(node.y!)]);
}

/** Return the islands with their middles: in a ring of rings that do not touch. */
function islandsOf(graph: Unplaced): Map<string, Island> {
  const sizes = new Map<string, number>();
  for (const name of graph.islands) sizes.set(name, (sizes.get(name) ?? 0) + 1);
  const islands = [...sizes]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([name, count]): Island => ({ name, radius: SPACE * Math.sqrt(count) + 60 }));
  const middles = middlesOf(graph);
  for (const island of islands) {
    const middle = middles.get(island.name);
    if (middle) [island.x, island.y, island.fx, island.fy] = [...middle, ...middle];
  }
  forceSimulation(islands)
    .force("room", forceCollide<Island>((island) => island.radius).iterations(4))
    .force("x", forceX(0).strength(0.05))
    .force("y", forceY(0).strength(0.07))
    .stop()
    .tick(300);
  return new Map(islands.map((island) => [island.name, island]));
}

function middlesOf(graph: Unplaced): Map<string, [number, number]> {
  const sums = new Map<string, [number, number, number]>();
  graph.known.forEach((known, number) => {
    if (!known) return;
    const sum = sums.get(graph.islands[number]!) ?? [0, 0, 0];
    sums.set(graph.islands[number]!, [sum[0] + known[0], sum[1] + known[1], sum[2] + 1]);
  });
  return new Map([...sums].map(([name, [x, y, count]]) => [name, [x / count, y / count]]));
}
