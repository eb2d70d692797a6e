// The lists of the home page: failing checks, late tables, what runs, and my projects.

import { Table } from "antd";
import type { ColumnsType } from "antd/es/table";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Home, RunItem } from "@/api/dagster";
import { useMe } from "@/api/session";
import { HealthBar } from "@/pages/home/tiles";
import { AssetLink, assetPath, FreshnessMark, LauncherName, OutcomeMark, RunLink, RunMark, RunTarget, RunTime } from "@/parts/dagster";
import { Panel } from "@/parts/page";
import { RoleName } from "@/parts/role";
import { Count, Mark, Moment, NOTHING } from "@/parts/values";
import { useTexts } from "@/texts/context";

interface ListProps<Row> {
  title: string;
  count: number;
  rows: readonly Row[];
  columns: ColumnsType<Row>;
  rowKey: (row: Row) => string;
  none: ReactNode;
  to?: string;
}

function List<Row extends object>({ title, count, rows, columns, rowKey, none, to }: ListProps<Row>) {
  const texts = useTexts().home;
  const beside = (
    <span className="row">
      {count ? <span className="quiet"><Count value={count} /></span> : null}
      {to && count ? <Link to={to}>{texts.seeAll}</Link> : null}
    </span>
  );
  return (
    <Panel title={title} beside={beside} flush className="panel-short">
      {rows.length ? (
        <div className="table-scroll">
          <Table<Row> size="small" pagination={false} rowKey={rowKey} dataSource={[...rows]} columns={columns} />
        </div>
      ) : (
        <p className="panel-none">{none}</p>
      )}
    </Panel>
  );
}

export function FailingPanel({ home }: { home: Home }) {
  const texts = useTexts().home;
  type Row = Home["failing_checks"][number];
  const columns: ColumnsType<Row> = [
    {
      key: "check",
      title: texts.check,
      render: (_, row) => (
        <>
          <Link className="cell-main" to={`${assetPath(row.asset)}?tab=checks`}>{row.name}</Link>
          <div className="cell-sub">{row.asset.name}</div>
        </>
      ),
    },
    { key: "outcome", title: useTexts().asset.checkResult, render: (_, row) => <OutcomeMark outcome={row.outcome} /> },
    { key: "since", title: texts.since, render: (_, row) => <span className="nowrap">{row.is_since_exact ? null : <span className="quiet">{texts.atLeast} </span>}<Moment at={row.since} /></span> },
    { key: "run", title: useTexts().asset.run, render: (_, row) => (row.run_id ? <RunLink id={row.run_id} /> : NOTHING) },
  ];
  return (
    <List
      title={texts.failingChecks}
      count={home.failing_check_count}
      rows={home.failing_checks}
      columns={columns}
      rowKey={(row) => `${row.asset.address} ${row.name}`}
      none={<Mark tone="good">{texts.noFailing}</Mark>}
      to="/assets?health=degraded&health=warning"
    />
  );
}

export function LatePanel({ home }: { home: Home }) {
  const texts = useTexts();
  type Row = Home["late"][number];
  const columns: ColumnsType<Row> = [
    { key: "asset", title: texts.home.asset, render: (_, row) => <AssetLink asset={row.asset} strong /> },
    { key: "freshness", title: texts.assets.freshness, render: (_, row) => <FreshnessMark freshness={row.freshness} /> },
    { key: "at", title: texts.assets.materialized, render: (_, row) => <Moment at={row.materialized_at} none={<span className="quiet">{texts.common.never}</span>} /> },
  ];
  return (
    <List title={texts.home.lateTables} count={home.late_count} rows={home.late} columns={columns} rowKey={(row) => row.asset.address} none={<Mark tone="good">{texts.home.noLate}</Mark>} />
  );
}

export function RunningPanel({ home }: { home: Home }) {
  const texts = useTexts();
  const columns: ColumnsType<RunItem> = [
    { key: "id", title: texts.runs.id, render: (_, run) => <RunLink id={run.id} /> },
    { key: "status", title: texts.runs.status, render: (_, run) => <RunMark status={run.status} /> },
    { key: "target", title: texts.runs.target, render: (_, run) => <RunTarget run={run} shown={1} /> },
    { key: "by", title: texts.runs.by, render: (_, run) => <LauncherName run={run} /> },
    { key: "time", title: texts.runs.duration, align: "right", render: (_, run) => <RunTime run={run} /> },
  ];
  return (
    <List
      title={texts.home.running}
      count={home.running.length}
      rows={home.running}
      columns={columns}
      rowKey={(run) => run.id}
      none={<span className="quiet">{texts.home.noRunning}</span>}
      to="/runs?status=running&status=queued&status=starting"
    />
  );
}

export function ProjectsPanel({ home }: { home: Home }) {
  const texts = useTexts();
  const mine = new Map(useMe().projects.map((project) => [project.name, project]));
  type Row = Home["projects"][number];
  const columns: ColumnsType<Row> = [
    { key: "project", title: texts.projects.title, render: (_, row) => <Link className="cell-main" to={`/projects/${row.name}`}>{mine.get(row.name)?.title || row.name}</Link> },
    { key: "role", title: texts.projects.role, render: (_, row) => <RoleName role={row.role} /> },
    { key: "assets", title: texts.home.assets, align: "right", render: (_, row) => <Count value={row.assets.total} /> },
    { key: "health", title: texts.assets.health, width: 160, render: (_, row) => <HealthBar counts={row.assets} /> },
  ];
  return <List title={texts.home.myProjects} count={0} rows={home.projects} columns={columns} rowKey={(row) => row.name} none={<span className="quiet">{texts.home.noProjects}</span>} />;
}
