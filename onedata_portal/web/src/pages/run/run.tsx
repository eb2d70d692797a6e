// One run: its facts, its steps over time, its log as it is written.

import { ExportOutlined, RedoOutlined, StopOutlined } from "@/look/icons";
import { App, Button, Dropdown } from "antd";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { ask, filled } from "@/api/client";
import type { RunDetail } from "@/api/dagster";
import { runKey, useRun } from "@/api/runs";
import { Gantt } from "@/pages/run/gantt";
import { LogPanel } from "@/pages/run/log";
import { useAct } from "@/parts/actions";
import { AssetLink, LauncherName, RunLink, RunMark, RunTime, shortRun } from "@/parts/dagster";
import { Facts, PageFrame, Panel } from "@/parts/page";
import { Loaded } from "@/parts/states";
import { Chip, Moment, NOTHING } from "@/parts/values";
import { useTexts } from "@/texts/context";

export default function RunPage() {
  const { id = "" } = useParams();
  const query = useRun(id);
  return <Loaded query={query}>{(run) => <RunView key={run.id} run={run} />}</Loaded>;
}

function RunView({ run }: { run: RunDetail }) {
  const texts = useTexts();
  const [step, setStep] = useState("");
  return (
    <PageFrame
      title={texts.run.title(shortRun(run.id))}
      trail={{ title: texts.runs.title, to: "/runs" }}
      beside={<RunMark status={run.status} />}
      actions={<Actions run={run} />}
    >
      <Panel><RunFacts run={run} /></Panel>
      <Panel title={texts.run.steps} flush><Gantt run={run} chosen={step} choose={setStep} /></Panel>
      <LogPanel run={run} step={step} choose={setStep} />
      <section className="panel">
        <details className="config">
          <summary>{texts.run.config}</summary>
          <pre tabIndex={0}>{run.config}</pre>
        </details>
      </section>
    </PageFrame>
  );
}

function RunFacts({ run }: { run: RunDetail }) {
  const texts = useTexts();
  const assets = run.chosen_assets.length ? run.chosen_assets : run.touched_assets;
  const tags = Object.entries(run.tags);
  return (
    <Facts
      items={[
        [texts.runs.id, <span className="mono">{run.id}</span>],
        [texts.runs.by, <LauncherName run={run} />],
        [texts.runs.created, <Moment absolute at={run.created_at} />],
        [texts.runs.duration, <RunTime run={run} />],
        ...(run.job ? [[texts.runs.job, run.job] as const] : []),
        [texts.runs.partition, run.partition ? <Chip>{run.partition}</Chip> : NOTHING],
        [texts.assets.project, run.projects.length ? <span className="chips">{run.projects.map((one) => <Chip key={one}>{one}</Chip>)}</span> : NOTHING],
        ...(run.parent_id ? [[texts.run.parent, <RunLink id={run.parent_id} />] as const] : []),
        [texts.run.assets, assets.length ? <AssetsShort run={run} /> : NOTHING],
        ...(tags.length ? [[texts.runs.tags, <span className="chips">{tags.map(([key, value]) => <Chip key={key}>{key}={value}</Chip>)}</span>] as const] : []),
      ]}
    />
  );
}

const SHOWN = 4;

function AssetsShort({ run }: { run: RunDetail }) {
  const texts = useTexts();
  const [all, setAll] = useState(false);
  const assets = run.chosen_assets.length ? run.chosen_assets : run.touched_assets;
  return (
    <ul>
      {(all ? assets : assets.slice(0, SHOWN)).map((asset) => <li key={asset.address}><AssetLink asset={asset} /></li>)}
      {!all && assets.length > SHOWN ? <li><button type="button" className="as-link" onClick={() => setAll(true)}>+{assets.length - SHOWN} {texts.common.more}</button></li> : null}
    </ul>
  );
}

function Actions({ run }: { run: RunDetail }) {
  const texts = useTexts();
  const { modal } = App.useApp();
  const go = useNavigate();
  const stale = [runKey(run.id), ["runs"]];
  const stop = useAct({
    act: (immediately: boolean) => ask<unknown>("POST", filled("api/runs/{id}/termination", { id: run.id }), { body: { immediately } }),
    said: texts.run.terminated,
    stale,
  });
  const retry = useAct({
    act: (from_failure: boolean) => ask<{ run_id: string }>("POST", filled("api/runs/{id}/retry", { id: run.id }), { body: { from_failure } }),
    said: texts.run.retried,
    stale,
    after: ({ run_id }) => void go(`/runs/${run_id}`),
  });
  const askStop = (immediately: boolean) =>
    void modal.confirm({
      title: immediately ? texts.run.forceTerminate : texts.run.terminate,
      content: texts.run.terminateAsk,
      okText: texts.run.terminate,
      cancelText: texts.common.cancel,
      okButtonProps: { danger: true },
      onOk: () => stop.mutateAsync(immediately).catch(() => undefined),
    });
  const force = [{ key: "force", label: texts.run.forceTerminate, danger: true, onClick: () => askStop(true) }];
  return (
    <>
      <Button icon={<ExportOutlined />} href={new URL(`dagster/runs/${run.id}`, document.baseURI).toString()}>{texts.asset.inDagster}</Button>
      {run.may_stop ? (
        run.status === "canceling" ? (
          <Dropdown menu={{ items: force }} trigger={["click"]}><Button danger icon={<StopOutlined />} aria-haspopup="menu">{texts.run.terminate}</Button></Dropdown>
        ) : (
          <Button danger icon={<StopOutlined />} loading={stop.isPending} onClick={() => askStop(false)}>{texts.run.terminate}</Button>
        )
      ) : null}
      {run.may_retry ? <Button icon={<RedoOutlined />} loading={retry.isPending} onClick={() => retry.mutate(false)}>{texts.run.retryAll}</Button> : null}
      {run.may_retry && run.status === "failed" ? (
        <Button type="primary" icon={<RedoOutlined />} loading={retry.isPending} onClick={() => retry.mutate(true)}>{texts.run.retryFailed}</Button>
      ) : null}
    </>
  );
}
