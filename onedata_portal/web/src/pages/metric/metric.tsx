// One metric: what it means, how it is computed, its values, its versions.

import { DeleteOutlined, EditOutlined, ThunderboltOutlined } from "@/look/icons";
import { Button, Popconfirm, Tabs } from "antd";
import { lazy, Suspense, useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { materialize } from "@/api/assets";
import { ask } from "@/api/client";
import { metricPath, STALE, useMetric, type MetricDetail } from "@/api/documents";
import { labelOf } from "@/pages/documents/label";
import { VersionsPanel } from "@/pages/documents/versions";
import { MetricForm } from "@/pages/metrics/metric-form";
import { LEVEL_TONES, STATE_TONES } from "@/pages/metrics/metrics";
import { useAct } from "@/parts/actions";
import { assetPath } from "@/parts/dagster";
import { Facts, PageFrame, Panel } from "@/parts/page";
import { Loaded, Loading } from "@/parts/states";
import { Chip, Mark, Moment, NOTHING } from "@/parts/values";
import { useLanguage, useTexts } from "@/texts/context";

const ValuesTab = lazy(() => import("@/pages/metric/values"));

export default function MetricPage() {
  const { name = "" } = useParams();
  const query = useMetric(name);
  return <Loaded query={query}>{(detail) => <MetricView key={detail.metric.name} detail={detail} />}</Loaded>;
}

function MetricView({ detail }: { detail: MetricDetail }) {
  const texts = useTexts();
  const names = texts.metrics;
  const language = useLanguage();
  const [params, setParams] = useSearchParams();
  const { metric } = detail;
  return (
    <PageFrame
      title={labelOf(metric, language)}
      trail={{ title: names.title, to: "/metrics" }}
      beside={
        <span className="row">
          <Mark tone={STATE_TONES[metric.state ?? ""] ?? "quiet"}>{names.words["state"]?.[metric.state ?? ""]}</Mark>
          <Chip tone={LEVEL_TONES[metric.level ?? ""] ?? "quiet"}>{names.words["level"]?.[metric.level ?? ""]}</Chip>
          <Chip>{names.words["kind"]?.[metric.kind ?? ""]}</Chip>
        </span>
      }
      actions={<Actions detail={detail} />}
    >
      <Tabs
        activeKey={params.get("tab") ?? "overview"}
        onChange={(tab) => setParams({ tab }, { replace: true })}
        destroyOnHidden
        items={[
          { key: "overview", label: names.overview, children: <Overview detail={detail} /> },
          ...(detail.table ? [{ key: "values", label: names.values, children: <Suspense fallback={<Loading />}><ValuesTab detail={detail} /></Suspense> }] : []),
          {
            key: "versions",
            label: <>{texts.documents.versions}<span className="tab-count">{detail.number}</span></>,
            children: <VersionsPanel path={metricPath(metric.name)} number={detail.number} mayChange={detail.may_change} fieldName={(field) => names.fields[field] ?? field} />,
          },
        ]}
      />
    </PageFrame>
  );
}

function Actions({ detail }: { detail: MetricDetail }) {
  const texts = useTexts();
  const names = texts.metrics;
  const go = useNavigate();
  const [editing, setEditing] = useState(false);
  const { metric } = detail;
  const remove = useAct({
    act: () => ask("DELETE", metricPath(metric.name)),
    said: texts.documents.deleted,
    stale: STALE,
    after: () => void go("/metrics"),
  });
  const run = useAct({
    act: () => materialize({ keys: [detail.table.split("/")] }),
    said: names.launched,
    after: (launched) => (launched.run_id ? void go(`/runs/${launched.run_id}`) : undefined),
  });
  if (!detail.may_change) return null;
  return (
    <>
      {detail.table ? <Button icon={<ThunderboltOutlined />} loading={run.isPending} onClick={() => run.mutate(undefined)}>{names.compute}</Button> : null}
      <Button icon={<EditOutlined />} onClick={() => setEditing(true)}>{texts.common.edit}</Button>
      <Popconfirm title={names.deleteAsk} okText={texts.common.delete} cancelText={texts.common.cancel} onConfirm={() => remove.mutate(undefined)}>
        <Button danger icon={<DeleteOutlined />}>{texts.common.delete}</Button>
      </Popconfirm>
      {editing ? <MetricForm detail={detail} close={() => setEditing(false)} /> : null}
    </>
  );
}

function Overview({ detail }: { detail: MetricDetail }) {
  const names = useTexts().metrics;
  const { metric } = detail;
  return (
    <div className="grid grid-side">
      <div className="grid">
        <Panel title={names.fields["caliber"]}>
          <p className="prose">{metric.caliber || metric.description || <span className="quiet">{names.noCaliber}</span>}</p>
          {metric.caliber && metric.description ? <p className="prose quiet fact-gap">{metric.description}</p> : null}
        </Panel>
        <Panel title={metric.kind === "derived" ? names.fields["expression"] : names.fields["sql"]}>
          <pre className="code" tabIndex={0}>{metric.kind === "derived" ? metric.expression : metric.sql || "–"}</pre>
          {metric.kind === "derived" && detail.sql ? (
            <details className="fact-gap">
              <summary>{names.query}</summary>
              <pre className="code" tabIndex={0}>{detail.sql}</pre>
            </details>
          ) : null}
        </Panel>
        <Rules detail={detail} />
        {metric.remark ? <Panel title={names.fields["remark"]}><p className="prose">{metric.remark}</p></Panel> : null}
      </div>
      <Panel title={names.facts} className="facts-narrow"><MetricFacts detail={detail} /></Panel>
    </div>
  );
}

function Rules({ detail }: { detail: MetricDetail }) {
  const names = useTexts().metrics;
  const { min_value: low, max_value: high, max_change_percent: change, fresh_days: days } = detail.metric;
  const has = (value: unknown) => value !== null && value !== undefined;
  const rules = [
    names.rules.whole,
    ...(has(low) || has(high) ? [names.rules.between(has(low) ? String(low) : "−∞", has(high) ? String(high) : "+∞")] : []),
    ...(has(change) ? [names.rules.steady(String(change))] : []),
    ...(has(days) ? [names.rules.fresh(String(days))] : []),
  ];
  const checks = detail.table ? <Link to={`${assetPath({ address: detail.table })}?tab=checks`}>{names.results}</Link> : null;
  return <Panel title={names.checks} beside={checks}><ul className="rules">{rules.map((one) => <li key={one}>{one}</li>)}</ul></Panel>;
}

function MetricFacts({ detail }: { detail: MetricDetail }) {
  const texts = useTexts();
  const { fields, words, ...names } = texts.metrics;
  const { metric } = detail;
  const chips = (values: readonly string[] | undefined) => (values?.length ? <span className="chips">{values.map((one) => <Chip key={one}>{one}</Chip>)}</span> : NOTHING);
  return (
    <Facts
      items={[
        [fields["name"] ?? "", <span className="mono">{metric.name}</span>],
        [fields["grain"] ?? "", metric.grain === "none" ? NOTHING : words["grain"]?.[metric.grain ?? ""]],
        [fields["dimensions"] ?? "", chips(metric.dimensions)],
        [fields["unit"] ?? "", metric.unit || NOTHING],
        [fields["theme"] ?? "", metric.theme || NOTHING],
        [fields["app"] ?? "", metric.app || NOTHING],
        [fields["owner"] ?? "", metric.owner || NOTHING],
        [texts.documents.project, <Link to={`/projects/${detail.project}`}>{detail.project}</Link>],
        [names.reads, detail.reads.length ? <ul>{detail.reads.map((one) => <li key={one}><Link to={assetPath({ address: one })}>{one}</Link></li>)}</ul> : NOTHING],
        [names.usedBy, detail.used_by.length ? <ul>{detail.used_by.map((one) => <li key={one}><Link to={`/metrics/${one}`}>{one}</Link></li>)}</ul> : NOTHING],
        [names.asset, detail.table ? <Link to={assetPath({ address: detail.table })}>{detail.table}</Link> : NOTHING],
        [texts.documents.at, <><Moment at={detail.at} /> · {detail.actor}</>],
      ]}
    />
  );
}
