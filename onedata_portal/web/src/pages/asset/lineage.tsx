// What an asset is made from and what is made of it: a graph of assets, or of columns, or a list.

import { Alert, InputNumber, Segmented, Select } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useColumnLineage, useLineage } from "@/api/assets";
import type { AssetDetail, ColumnGraph, LineageGraph } from "@/api/dagster";
import { AssetGraph, ColumnGraphView } from "@/pages/asset/graph";
import { LineageList } from "@/pages/asset/lineage-list";
import { Panel } from "@/parts/page";
import { Empty, Loaded } from "@/parts/states";
import { useTexts } from "@/texts/context";

const MOST_DEPTH = 10;

export default function LineageTab({ asset }: { asset: AssetDetail }) {
  const texts = useTexts().asset;
  const [params, setParams] = useSearchParams();
  const [depth, setDepth] = useState(2);
  const [shape, setShape] = useState("graph");
  const column = params.get("column") ?? "";
  const choose = (next: string | undefined) => setParams({ tab: "lineage", ...(next ? { column: next } : {}) }, { replace: true });
  return (
    <Panel flush>
      <div className="toolbar">
        <Select
          className="toolbar-filter lineage-column"
          allowClear
          showSearch
          aria-label={texts.columnLineage}
          placeholder={texts.columnLineage}
          value={column || null}
          onChange={choose}
          popupMatchSelectWidth={false}
          options={asset.columns.map((one) => ({ value: one.name, label: one.name }))}
        />
        <label className="row">
          <span className="quiet">{texts.depth}</span>
          <InputNumber min={1} max={MOST_DEPTH} precision={0} value={depth} onChange={(next) => setDepth(next ?? 1)} style={{ width: 64 }} />
        </label>
        <div className="toolbar-right">
          {column ? null : (
            <Segmented
              aria-label={texts.lineage}
              value={shape}
              onChange={setShape}
              options={[{ value: "graph", label: texts.lineageAsGraph }, { value: "list", label: texts.lineageAsList }]}
            />
          )}
        </div>
      </div>
      {column ? <Columns asset={asset} column={column} depth={depth} /> : <Assets asset={asset} depth={depth} shape={shape} />}
    </Panel>
  );
}

function Assets({ asset, depth, shape }: { asset: AssetDetail; depth: number; shape: string }) {
  const texts = useTexts().asset;
  const query = useLineage(asset.address, depth);
  return (
    <Loaded query={query}>
      {(graph: LineageGraph) =>
        graph.nodes.length < 2 ? (
          <Empty title={texts.noLineage} />
        ) : (
          <>
            {graph.is_cut ? <Alert banner type="info" title={texts.isCut} /> : null}
            {shape === "list" ? <LineageList graph={graph} /> : <AssetGraph graph={graph} centre={asset} />}
          </>
        )
      }
    </Loaded>
  );
}

function Columns({ asset, column, depth }: { asset: AssetDetail; column: string; depth: number }) {
  const texts = useTexts().asset;
  const query = useColumnLineage(asset.address, column, depth);
  // The server knows only columns that have lineage: of others it says that there are none such.
  if (query.error && asset.columns.some((one) => one.name === column)) return <Empty title={texts.noColumnLineage} />;
  return (
    <Loaded query={query}>
      {(graph: ColumnGraph) =>
        graph.edges.length ? <ColumnGraphView graph={graph} centre={asset} column={column} /> : <Empty title={texts.noColumnLineage} />
      }
    </Loaded>
  );
}
