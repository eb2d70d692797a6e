// Where the boxes of a lineage graph stand: left to right, by Dagre.

import dagre from "@dagrejs/dagre";

export interface Box {
  id: string;
  width: number;
  height: number;
}

export interface Line {
  source: string;
  target: string;
}

export interface Place {
  x: number;
  y: number;
}

/** Return the top left corner of each box. */
export function placed(boxes: readonly Box[], lines: readonly Line[]): Map<string, Place> {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 18, ranksep: 64, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const box of boxes) graph.setNode(box.id, { width: box.width, height: box.height });
  for (const line of lines) if (line.source !== line.target) graph.setEdge(line.source, line.target);
  dagre.layout(graph);
  return new Map(
    boxes.map((box) => {
      const { x, y } = graph.node(box.id) as { x: number; y: number };
      return [box.id, { x: x - box.width / 2, y: y - box.height / 2 }];
    }),
  );
}
