// Lineage as a table: the same as the graph, for reading and for screen readers.

import { Table } from "antd";
import type { LineageGraph, LineageNode } from "@/api/dagster";
import { AssetLink, HealthMark } from "@/parts/dagster";
import { useTexts } from "@/texts/context";

export function LineageList({ graph }: { graph: LineageGraph }) {
  const texts = useTexts();
  const where = (level: number) =>
    level === 0 ? "–" : `${level < 0 ? texts.asset.upstream : texts.asset.downstream} ${Math.abs(level)}`;
  return (
    <div className="table-scroll">
      <Table<LineageNode>
        size="small"
        rowKey="address"
        pagination={false}
        dataSource={[...graph.nodes].sort((one, other) => one.level - other.level)}
        columns={[
          { key: "level", title: texts.asset.direction, render: (_, node) => where(node.level) },
          { key: "asset", title: texts.assets.key, render: (_, node) => <AssetLink asset={node} strong={node.level === 0} /> },
          { key: "group", title: texts.assets.group, render: (_, node) => node.group },
          { key: "health", title: texts.assets.health, render: (_, node) => <HealthMark health={node.health} /> },
        ]}
      />
    </div>
  );
}
