// The columns of a table asset, and where each comes from.

import { BranchesOutlined } from "@/look/icons";
import { Input, Table } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { AssetColumn, AssetDetail } from "@/api/dagster";
import { assetPath } from "@/parts/dagster";
import { Panel } from "@/parts/page";
import { SENSITIVITY_TONES } from "@/parts/sensitivity";
import { Empty } from "@/parts/states";
import { Chip, NOTHING } from "@/parts/values";
import { useTexts } from "@/texts/context";

export function ColumnsTab({ asset }: { asset: AssetDetail }) {
  const texts = useTexts().asset;
  const [wanted, setWanted] = useState("");
  if (!asset.columns.length) return <Panel><Empty title={texts.noColumns} /></Panel>;
  const fits = (column: AssetColumn) => `${column.name} ${column.description ?? ""}`.toLowerCase().includes(wanted.toLowerCase());
  return (
    <Panel flush>
      <div className="toolbar">
        <Input className="toolbar-search" allowClear placeholder={texts.columnSearch} aria-label={texts.columnSearch} value={wanted} onChange={(event) => setWanted(event.target.value)} />
      </div>
      <div className="table-scroll">
        <Table<AssetColumn>
          size="small"
          rowKey="name"
          pagination={false}
          dataSource={asset.columns.filter(fits)}
          columns={[
            { key: "name", title: texts.column, render: (_, column) => <span className="mono cell-main">{column.name}</span> },
            { key: "type", title: texts.type, render: (_, column) => <span className="mono quiet">{column.type}</span> },
            { key: "meaning", title: texts.meaning, render: (_, column) => column.description ?? NOTHING },
            { key: "sensitivity", title: texts.sensitivity, render: (_, column) => <Tags tags={column.tags} /> },
            { key: "constraints", title: texts.constraints, render: (_, column) => <Constraints column={column} /> },
            { key: "upstream", title: texts.columnLineage, render: (_, column) => <Upstream asset={asset} column={column} /> },
          ]}
        />
      </div>
    </Panel>
  );
}

function Tags({ tags }: { tags: Record<string, string> }) {
  const shown = Object.entries(tags);
  if (!shown.length) return NOTHING;
  return <span className="chips">{shown.map(([key, value]) => <Chip key={key} tone={key === "sensitivity" || key === "pii" ? (SENSITIVITY_TONES[value] ?? "quiet") : "quiet"}>{value ? `${key}=${value}` : key}</Chip>)}</span>;
}

function Constraints({ column }: { column: AssetColumn }) {
  const shown = [...(column.nullable ? [] : ["not null"]), ...(column.unique && !column.constraints.includes("unique") ? ["unique"] : []), ...column.constraints];
  return shown.length ? <span className="chips">{shown.map((one) => <Chip key={one}>{one}</Chip>)}</span> : NOTHING;
}

function Upstream({ asset, column }: { asset: AssetDetail; column: AssetColumn }) {
  const texts = useTexts().asset;
  const to = `${assetPath(asset)}?tab=lineage&column=${encodeURIComponent(column.name)}`;
  return (
    <span className="row">
      <Link to={to} aria-label={texts.columnLineageOf(column.name)} title={texts.columnLineageOf(column.name)}><BranchesOutlined /></Link>
      {column.upstream.map(({ asset: from, column: name }) => (
        <Link key={`${from.address} ${name}`} className="mono" to={`${assetPath(from)}?tab=columns`}>{from.name}.{name}</Link>
      ))}
    </span>
  );
}
