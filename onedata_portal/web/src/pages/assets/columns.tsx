// The columns of the list of assets.

import { LoadingOutlined } from "@/look/icons";
import { Link } from "react-router";
import type { AssetItem } from "@/api/dagster";
import { AssetLink, assetPath, FreshnessMark, HealthMark } from "@/parts/dagster";
import { Chip, Count, Moment, NOTHING } from "@/parts/values";
import type { Column } from "@/table/columns";
import type { Texts } from "@/texts/zh";

export function columnsOf(texts: Texts): Column<AssetItem>[] {
  const titles = texts.assets;
  return [
    { key: "name", title: titles.key, fixed: true, sort: "name", render: (asset) => <NameCell asset={asset} active={texts.asset.activeRun} /> },
    { key: "health", title: titles.health, sort: "health", render: (asset) => <HealthMark health={asset.health} /> },
    { key: "group", title: titles.group, sort: "group", from: "tablet", render: (asset) => asset.group },
    { key: "kinds", title: titles.kinds, from: "desktop", render: (asset) => <Chips values={asset.kinds} /> },
    { key: "checks", title: titles.checks, align: "right", from: "desktop", render: (asset) => <CheckCell asset={asset} /> },
    { key: "freshness", title: titles.freshness, from: "desktop", render: (asset) => <FreshnessMark freshness={asset.freshness} /> },
    { key: "materialized", title: titles.materialized, sort: "materialized_at", from: "tablet", render: (asset) => <Moment at={asset.materialized_at} /> },
    { key: "partitions", title: titles.partitions, align: "right", from: "wide", render: (asset) => <PartitionCell asset={asset} /> },
    { key: "projects", title: titles.project, from: "wide", render: (asset) => <Chips values={asset.projects} /> },
    { key: "owners", title: titles.owners, from: "chosen", render: (asset) => <Chips values={asset.owners} /> },
    { key: "tags", title: titles.tags, from: "chosen", render: (asset) => <Chips values={Object.entries(asset.tags).map(([key, value]) => (value ? `${key}=${value}` : key))} /> },
  ];
}

function NameCell({ asset, active }: { asset: AssetItem; active: string }) {
  const [run] = asset.active_run_ids;
  return (
    <>
      <div className="row">
        <AssetLink asset={asset} strong />
        {run ? <Link to={`/runs/${run}`} title={active} aria-label={active}><LoadingOutlined /></Link> : null}
      </div>
      {asset.description ? <div className="cell-sub cell-about">{asset.description}</div> : null}
    </>
  );
}

function Chips({ values }: { values: readonly string[] }) {
  return values.length ? <span className="chips">{values.map((value) => <Chip key={value}>{value}</Chip>)}</span> : NOTHING;
}

function CheckCell({ asset }: { asset: AssetItem }) {
  const { total, passed, failed, warned } = asset.checks;
  if (!total) return NOTHING;
  const tone = failed ? "bad" : warned ? "warn" : undefined;
  return (
    <Link to={`${assetPath(asset)}?tab=checks`} className={`number ${tone ? `mark-${tone}` : "plain-link"}`}>
      {passed} / {total}
    </Link>
  );
}

function PartitionCell({ asset }: { asset: AssetItem }) {
  if (!asset.partitions) return NOTHING;
  const { materialized, total } = asset.partitions;
  return (
    <span className="number nowrap">
      <Count value={materialized} /> <span className="quiet">/ <Count value={total} /></span>
    </span>
  );
}
