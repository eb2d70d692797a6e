// The runs that the person sees, newest first.

import type { RunItem } from "@/api/dagster";
import { useRuns } from "@/api/runs";
import { useMe } from "@/api/session";
import { LauncherName, RUN_STATUSES, RunLink, RunMark, RunTarget, RunTime } from "@/parts/dagster";
import { PageFrame } from "@/parts/page";
import { Chip, Moment, NOTHING } from "@/parts/values";
import { useProject } from "@/shell/project";
import type { Column } from "@/table/columns";
import { DataTable } from "@/table/data-table";
import { useTable } from "@/table/state";
import { useTexts } from "@/texts/context";

const FILTERS = ["status", "launched_by", "asset", "job"];

export default function RunsPage() {
  const texts = useTexts();
  const table = useTable(FILTERS);
  const { project } = useProject();
  const { filters } = table.state;
  const chosen = Object.fromEntries(Object.entries(filters).map(([key, values]) => [key, [...values]]));
  const query = useRuns({ ...chosen, ...(project ? { project: [project] } : {}) });
  const items = query.data?.pages.flatMap((page) => page.items);
  return (
    <PageFrame title={texts.runs.title}>
      <DataTable
        name={texts.runs.title}
        page="runs"
        table={table}
        columns={useColumns()}
        answer={{
          items,
          error: query.error,
          isFetching: query.isFetching,
          refetch: query.refetch,
          more: query.hasNextPage ? () => void query.fetchNextPage() : undefined,
        }}
        rowKey={(run) => run.id}
        filters={useFilters(items ?? [])}
        empty={{ title: texts.runs.empty, hint: texts.runs.emptyHint }}
      />
    </PageFrame>
  );
}

function useFilters(runs: readonly RunItem[]) {
  const texts = useTexts();
  const me = useMe();
  const launchers = new Map([[me.name, me.display_name || me.name]]);
  for (const { launched_by: by } of runs) {
    if (!by.name || by.kind === "unknown" || by.kind === "automation") continue;
    const value = by.kind === "person" ? by.name : `${by.kind}:${by.name}`;
    if (!launchers.has(value)) launchers.set(value, by.kind === "person" ? by.name : `${texts.launcher[by.kind]} ${by.name}`);
  }
  const assets = new Map(runs.flatMap((run) => run.assets.map((asset) => [asset.address, asset.name] as const)));
  const jobs = new Set(runs.flatMap((run) => (run.job ? [run.job] : [])));
  return [
    { key: "status", label: texts.runs.status, options: RUN_STATUSES.map((value) => ({ value, label: texts.runStatus[value] })) },
    { key: "asset", label: texts.runs.asset, single: true, options: [...assets].map(([value, label]) => ({ value, label })) },
    { key: "launched_by", label: texts.runs.from, single: true, options: [...launchers].map(([value, label]) => ({ value, label })) },
    { key: "job", label: texts.runs.job, single: true, options: [...jobs].map((value) => ({ value, label: value })) },
  ];
}

function useColumns(): Column<RunItem>[] {
  const texts = useTexts().runs;
  return [
    { key: "id", title: texts.id, fixed: true, render: (run) => <RunLink id={run.id} /> },
    { key: "status", title: texts.status, fixed: true, render: (run) => <RunMark status={run.status} /> },
    { key: "target", title: texts.target, render: (run) => <RunTarget run={run} /> },
    { key: "partition", title: texts.partition, from: "desktop", render: (run) => (run.partition ? <Chip>{run.partition}</Chip> : NOTHING) },
    { key: "by", title: texts.by, from: "tablet", render: (run) => <LauncherName run={run} /> },
    { key: "created", title: texts.created, from: "tablet", render: (run) => <Moment at={run.created_at} /> },
    { key: "started", title: texts.started, from: "chosen", render: (run) => <Moment at={run.started_at} /> },
    { key: "duration", title: texts.duration, align: "right", render: (run) => <RunTime run={run} /> },
  ];
}
