// What an asset is, how it is now, and what made it last.

import { Alert } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { AssetDetail, AssetRef } from "@/api/dagster";
import { FactList } from "@/parts/facts";
import { NotesOf } from "@/pages/source/notes";
import { PartitionBar } from "@/pages/asset/partition-bar";
import { AssetLink, FreshnessMark, RunLink } from "@/parts/dagster";
import { Facts, Panel } from "@/parts/page";
import { Chip, Moment, NOTHING } from "@/parts/values";
import { useTexts } from "@/texts/context";

export function OverviewTab({ asset }: { asset: AssetDetail }) {
  const texts = useTexts().asset;
  const last = asset.last_materialization;
  return (
    <div className="grid grid-side">
      <div>
        <Notices asset={asset} />
        <Panel title={texts.description}>
          {asset.description ? <p className="prose">{asset.description}</p> : <p className="quiet">{texts.noDescription}</p>}
          {asset.metadata.length ? <div className="fact-gap"><FactList facts={asset.metadata} /></div> : null}
        </Panel>
        <OfSource asset={asset} />
        {asset.partitions_detail ? <Panel title={useTexts().assets.partitions}><PartitionBar partitions={asset.partitions_detail} /></Panel> : null}
        <Panel title={texts.latest} beside={last ? <LastMade asset={asset} /> : null}>
          {last ? <FactList facts={last.metadata} /> : <p className="quiet">{texts.noHistory}</p>}
        </Panel>
      </div>
      <Panel title={texts.facts} className="facts-narrow">
        <AssetFacts asset={asset} />
      </Panel>
    </div>
  );
}

/** What a scan noted, of the table of a source: its definition names both. */
function OfSource({ asset }: { asset: AssetDetail }) {
  const [source, table] = ["onedata/source", "onedata/table"].map((label) => asset.metadata.find((fact) => fact.label === label)?.value);
  return typeof source === "string" && typeof table === "string" ? <NotesOf source={source} table={table} /> : null;
}

function LastMade({ asset }: { asset: AssetDetail }) {
  const texts = useTexts().asset;
  const last = asset.last_materialization;
  if (!last) return null;
  return (
    <span className="row">
      {last.partition ? <Chip>{last.partition}</Chip> : null}
      {last.run_id ? <RunLink id={last.run_id} /> : null}
      <Moment at={last.at} />
      <Link to={`/runs?asset=${encodeURIComponent(asset.address)}`}>{texts.latestRuns}</Link>
    </span>
  );
}

function Notices({ asset }: { asset: AssetDetail }) {
  const texts = useTexts().asset;
  const notices: ReactNode[] = [];
  if (asset.failed_run_id) {
    notices.push(<Alert key="failed" type="error" showIcon title={<>{texts.failedRun} <RunLink id={asset.failed_run_id} /></>} />);
  }
  const [active] = asset.active_run_ids;
  if (active) notices.push(<Alert key="active" type="info" showIcon title={<>{texts.activeRun} <RunLink id={active} /></>} />);
  if (asset.stale_causes.length) {
    const causes = asset.stale_causes.map((cause) => (
      <li key={`${cause.asset.address} ${cause.reason}`}><AssetLink asset={cause.dependency ?? cause.asset} /> <span className="quiet">{cause.reason}</span></li>
    ));
    notices.push(<Alert key="stale" type="warning" showIcon title={texts.staleBecause} description={<ul>{causes}</ul>} />);
  }
  return notices.length ? <div className="notices">{notices}</div> : null;
}

function AssetFacts({ asset }: { asset: AssetDetail }) {
  const texts = useTexts();
  const chips = (values: readonly string[]) => (values.length ? <span className="chips">{values.map((one) => <Chip key={one}>{one}</Chip>)}</span> : NOTHING);
  const tags = Object.entries(asset.tags).map(([key, value]) => (value ? `${key}=${value}` : key));
  const { automation } = asset;
  const made = [automation.condition, ...automation.schedules, ...automation.sensors].filter((one) => one !== null);
  return (
    <Facts
      items={[
        [texts.assets.group, <Link to={`/assets?group=${encodeURIComponent(asset.group)}`}>{asset.group}</Link>],
        [texts.assets.project, chips(asset.projects)],
        [texts.assets.owners, chips(asset.owners)],
        [texts.assets.freshness, <FreshnessLine asset={asset} />],
        [texts.asset.automation, made.length ? <ul>{made.map((one) => <li key={one}>{one}</li>)}</ul> : NOTHING],
        [texts.asset.upstream, <Refs refs={asset.upstream} />],
        [texts.asset.downstream, <Refs refs={asset.downstream} />],
        [texts.assets.tags, chips(tags)],
        [texts.runs.job, chips(asset.jobs)],
        [texts.asset.pools, chips(asset.pools)],
      ]}
    />
  );
}

function FreshnessLine({ asset }: { asset: AssetDetail }) {
  if (!asset.freshness_detail) return NOTHING;
  return (
    <>
      <FreshnessMark freshness={asset.freshness_detail.status} />
      <div className="quiet">{asset.freshness_detail.policy}</div>
    </>
  );
}

function Refs({ refs }: { refs: readonly AssetRef[] }) {
  if (!refs.length) return NOTHING;
  return <ul>{refs.map((ref) => <li key={ref.address}><AssetLink asset={ref} /></li>)}</ul>;
}
