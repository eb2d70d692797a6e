// One asset, in tabs.

import { ExportOutlined, NodeIndexOutlined, ThunderboltOutlined } from "@/look/icons";
import { Button, Tabs, Tooltip } from "antd";
import { lazy, Suspense, useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { useAsset } from "@/api/assets";
import type { AssetDetail } from "@/api/dagster";
import { isTable } from "@/api/tables";
import { ChecksTab } from "@/pages/asset/checks";
import { ColumnsTab } from "@/pages/asset/columns";
import { OverviewTab } from "@/pages/asset/overview";
import { MaterializeDialog } from "@/pages/asset/materialize";
import { HealthMark, joinsPath } from "@/parts/dagster";
import { PageFrame } from "@/parts/page";
import { Loaded, Loading } from "@/parts/states";
import { Chip } from "@/parts/values";
import { useTexts } from "@/texts/context";

// The graph and the charts are heavy: they come when their tab is opened.
const LineageTab = lazy(() => import("@/pages/asset/lineage"));
const DataTab = lazy(() => import("@/pages/asset/data"));
const MetadataTab = lazy(() => import("@/pages/asset/metadata"));
const HistoryTab = lazy(() => import("@/pages/asset/history"));

export default function AssetPage() {
  const { "*": address = "" } = useParams();
  const query = useAsset(address);
  return <Loaded query={query}>{(asset) => <AssetView key={asset.address} asset={asset} />}</Loaded>;
}

function AssetView({ asset }: { asset: AssetDetail }) {
  const texts = useTexts();
  const [params, setParams] = useSearchParams();
  const count = (n: number) => (n ? <span className="tab-count">{n}</span> : null);
  return (
    <PageFrame
      title={asset.name}
      trail={{ title: texts.assets.title, to: "/assets" }}
      beside={
        <span className="row">
          <HealthMark health={asset.health} />
          {asset.kinds.map((kind) => <Chip key={kind}>{kind}</Chip>)}
        </span>
      }
      actions={<Actions asset={asset} />}
    >
      <Tabs
        activeKey={params.get("tab") ?? "overview"}
        onChange={(tab) => setParams({ tab }, { replace: true })}
        destroyOnHidden
        items={[
          { key: "overview", label: texts.asset.overview, children: <OverviewTab asset={asset} /> },
          { key: "columns", label: <>{texts.asset.columns}{count(asset.columns.length)}</>, children: <ColumnsTab asset={asset} /> },
          { key: "metadata", label: texts.tags.tab, children: <Suspense fallback={<Loading />}><MetadataTab asset={asset} /></Suspense> },
          ...(isTable(asset.key) ? [{ key: "data", label: texts.data.tab, children: <Suspense fallback={<Loading />}><DataTab asset={asset} /></Suspense> }] : []),
          { key: "lineage", label: texts.asset.lineage, children: <Suspense fallback={<Loading />}><LineageTab asset={asset} /></Suspense> },
          { key: "checks", label: <>{texts.asset.checks}{count(asset.checks.total)}</>, children: <ChecksTab asset={asset} /> },
          { key: "history", label: texts.asset.history, children: <Suspense fallback={<Loading />}><HistoryTab asset={asset} /></Suspense> },
        ]}
      />
    </PageFrame>
  );
}

function Actions({ asset }: { asset: AssetDetail }) {
  const texts = useTexts();
  const [open, setOpen] = useState(false);
  const go = useNavigate();
  const dagster = `dagster/assets/${asset.key.map(encodeURIComponent).join("/")}`;
  const button = (
    <Button type="primary" icon={<ThunderboltOutlined />} disabled={!asset.may.materialize} onClick={() => setOpen(true)}>
      {texts.asset.materialize}
    </Button>
  );
  return (
    <>
      {isTable(asset.key) || asset.columns.length ? (
        <Button icon={<NodeIndexOutlined />} onClick={() => void go(joinsPath(asset))}>{texts.joins.joinWith}</Button>
      ) : null}
      <Button icon={<ExportOutlined />} href={new URL(dagster, document.baseURI).toString()}>{texts.asset.inDagster}</Button>
      {asset.is_executable ? (asset.may.materialize ? button : <Tooltip title={texts.asset.mayNot}>{button}</Tooltip>) : null}
      {open ? <MaterializeDialog asset={asset} close={() => setOpen(false)} /> : null}
    </>
  );
}
