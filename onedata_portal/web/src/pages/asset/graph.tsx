// Lineage drawn: zoom, move, and click through; every box is a link.

import { Controls, Handle, Position, ReactFlow, ReactFlowProvider, type Edge, type Node, type NodeProps } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { LoadingOutlined } from "@/look/icons";
import { useMemo } from "react";
import { Link } from "react-router";
import type { AssetRef, ColumnGraph, LineageGraph, LineageNode } from "@/api/dagster";
import { tables, type ColumnTable } from "@/pages/asset/column-tables";
import { placed, type Box } from "@/pages/asset/layout";
import { useRoom } from "@/table/columns";
import { assetPath, HEALTH_TONES } from "@/parts/dagster";
import { useTexts } from "@/texts/context";

const ASSET = { width: 212, height: 50 };
const TABLE_WIDTH = 212;
const ROW = 24;
const HEAD = 32;
const MOST_ZOOM = 1.6;
const MOST_AT_ONCE = 60;

type AssetNode = Node<{ node: LineageNode; isCentre: boolean; health: string }, "asset">;
type TableNode = Node<{ table: ColumnTable; column: string; isCentre: boolean }, "table">;

const NODE_TYPES = { asset: AssetBox, table: TableBox };

export function AssetGraph({ graph, centre }: { graph: LineageGraph; centre: AssetRef }) {
  const texts = useTexts();
  const nodes = useMemo(() => {
    const boxes: Box[] = graph.nodes.map((node) => ({ id: node.address, ...ASSET }));
    const places = placed(boxes, graph.edges);
    return graph.nodes.map((node): AssetNode => ({
      id: node.address,
      type: "asset",
      position: places.get(node.address) ?? { x: 0, y: 0 },
      ...ASSET,
      data: { node, isCentre: node.address === centre.address, health: texts.health[node.health] },
    }));
  }, [graph, centre.address, texts]);
  const edges = graph.edges.map((edge): Edge => ({ id: `${edge.source} ${edge.target}`, ...edge }));
  return <Flow nodes={nodes} edges={edges} label={texts.asset.graphOf(centre.name)} centre={centre.address} />;
}

export function ColumnGraphView({ graph, centre, column }: { graph: ColumnGraph; centre: AssetRef; column: string }) {
  const texts = useTexts();
  const { nodes, edges } = useMemo(() => {
    const found = tables(graph);
    const sizes = found.map((table): Box => ({ id: table.asset.address, width: TABLE_WIDTH, height: HEAD + ROW * table.columns.length + 6 }));
    const lines = graph.edges.map(({ source, target }) => ({ source: source.asset.address, target: target.asset.address }));
    const places = placed(sizes, lines);
    return {
      nodes: found.map((table, at): TableNode => ({
        id: table.asset.address,
        type: "table",
        position: places.get(table.asset.address) ?? { x: 0, y: 0 },
        width: TABLE_WIDTH,
        height: sizes[at]?.height ?? HEAD,
        data: { table, column, isCentre: table.asset.address === centre.address },
      })),
      edges: graph.edges.map(({ source, target }): Edge => ({
        id: `${source.asset.address}.${source.column} ${target.asset.address}.${target.column}`,
        source: source.asset.address,
        sourceHandle: `${source.column} out`,
        target: target.asset.address,
        targetHandle: `${target.column} in`,
      })),
    };
  }, [graph, centre.address, column]);
  return <Flow nodes={nodes} edges={edges} label={texts.asset.columnLineageOf(column)} centre={centre.address} />;
}

interface FlowProps {
  nodes: Node[];
  edges: Edge[];
  label: string;
  centre: string;
}

function Flow({ nodes, edges, label, centre }: FlowProps) {
  const texts = useTexts().asset;
  // What cannot be read when all of it is shown is shown around its centre.
  const isCrowded = useRoom() === "phone" || nodes.length > MOST_AT_ONCE;
  const fit = isCrowded ? { nodes: [{ id: centre }], padding: 0.1, maxZoom: 0.9 } : { padding: 0.12, maxZoom: 1 };
  // A new graph is fitted again.
  const key = nodes.map((node) => node.id).join();
  return (
    <div className="graph" role="group" aria-label={label}>
      <ReactFlowProvider key={key}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          fitView
          fitViewOptions={fit}
          minZoom={0.1}
          maxZoom={MOST_ZOOM}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          preventScrolling
          proOptions={{ hideAttribution: true }}
          ariaLabelConfig={{ "controls.zoomIn.ariaLabel": texts.zoomIn, "controls.zoomOut.ariaLabel": texts.zoomOut, "controls.fitView.ariaLabel": texts.fit }}
        >
          <Controls showInteractive={false} fitViewOptions={{ padding: 0.12, maxZoom: 1 }} />
        </ReactFlow>
      </ReactFlowProvider>
    </div>
  );
}

function AssetBox({ data }: NodeProps<AssetNode>) {
  const { node, isCentre, health } = data;
  return (
    <>
      <Handle type="target" position={Position.Left} />
      <Link to={`${assetPath(node)}?tab=lineage`} className={`node nopan ${isCentre ? "node-centre" : ""}`} title={`${node.name} · ${health}`}>
        <span className={`node-health tone-${HEALTH_TONES[node.health]}`} aria-hidden />
        <span className="node-text">
          <span className="node-name">{node.name}</span>
          <span className="node-sub">{[node.group, ...node.kinds].join(" · ")}</span>
        </span>
        <span className="only-read">{health}</span>
        {node.is_active ? <LoadingOutlined aria-hidden /> : null}
      </Link>
      <Handle type="source" position={Position.Right} />
    </>
  );
}

function TableBox({ data }: NodeProps<TableNode>) {
  const { table, column, isCentre } = data;
  const link = (name: string) => `${assetPath(table.asset)}?tab=lineage&column=${encodeURIComponent(name)}`;
  return (
    <div className={`node-table ${isCentre ? "node-centre" : ""}`}>
      <Link to={`${assetPath(table.asset)}?tab=columns`} className="node-head nopan" title={table.asset.name}>{table.asset.name}</Link>
      {table.columns.map((name) => (
        <div key={name} className="node-column">
          <Handle id={`${name} in`} type="target" position={Position.Left} />
          <Link to={link(name)} className={`nopan mono ${isCentre && name === column ? "cell-main" : ""}`}>{name}</Link>
          <Handle id={`${name} out`} type="source" position={Position.Right} />
        </div>
      ))}
    </div>
  );
}
