// The metrics that the person sees.

import { DownloadOutlined, PlusOutlined, UploadOutlined } from "@/look/icons";
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { METRICS, type MetricItem, type MetricPage } from "@/api/documents";
import { facetFilters } from "@/pages/documents/filters";
import { save } from "@/pages/documents/files";
import { ImportDialog } from "@/pages/documents/import-dialog";
import { labelOf } from "@/pages/documents/label";
import { useMayWrite } from "@/pages/documents/project-choice";
import { MetricForm } from "@/pages/metrics/metric-form";
import { listQuery, useList } from "@/parts/list-query";
import { PageFrame } from "@/parts/page";
import { Chip, Mark, Moment, NOTHING, type Tone } from "@/parts/values";
import { useProject } from "@/shell/project";
import type { Column } from "@/table/columns";
import { DataTable } from "@/table/data-table";
import { useTable } from "@/table/state";
import { useLanguage, useTexts } from "@/texts/context";

const FILTERS = ["state", "kind", "level", "theme", "app", "owner", "project"] as const;
export const STATE_TONES: Record<string, Tone> = { online: "good", draft: "quiet", offline: "warn" };
export const LEVEL_TONES: Record<string, Tone> = { core: "bad", important: "warn", normal: "quiet" };

export default function MetricsPage() {
  const texts = useTexts();
  const names = texts.metrics;
  const mayWrite = useMayWrite();
  const { project } = useProject();
  const [open, setOpen] = useState<"form" | "import" | null>(null);
  const table = useTable([...FILTERS]);
  const query = { ...listQuery(table.state), sort: undefined, ...(project && !table.state.filters["project"] ? { project } : {}) };
  const answer = useList<MetricItem>(METRICS, "api/metrics", query);
  const labels = Object.fromEntries(FILTERS.map((key) => [key, key === "project" ? texts.documents.project : names.fields[key] ?? key]));
  const shown = (key: string, value: string) => names.words[key]?.[value] ?? value;
  const actions = (
    <>
      <Button icon={<DownloadOutlined />} onClick={() => void save("api/metrics/file", false)}>{texts.documents.export}</Button>
      {mayWrite ? <Button icon={<UploadOutlined />} onClick={() => setOpen("import")}>{texts.documents.import}</Button> : null}
      {mayWrite ? <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen("form")}>{names.create}</Button> : null}
    </>
  );
  return (
    <PageFrame title={names.title} actions={actions}>
      <DataTable
        name={names.title}
        page="metrics"
        table={table}
        columns={useColumns()}
        answer={answer}
        rowKey={(item) => item.metric.name}
        filters={facetFilters((answer.data as MetricPage | undefined)?.facets, labels, shown)}
        searchLabel={names.search}
        empty={{ title: names.empty, hint: names.emptyHint }}
      />
      {open === "form" ? <MetricForm close={() => setOpen(null)} /> : null}
      {open === "import" ? <ImportDialog title={names.importTitle} path="api/metrics" close={() => setOpen(null)} /> : null}
    </PageFrame>
  );
}

function useColumns(): Column<MetricItem>[] {
  const texts = useTexts();
  const language = useLanguage();
  const { fields, words } = texts.metrics;
  return [
    {
      key: "name",
      title: texts.metrics.metric,
      fixed: true,
      render: ({ metric }) => (
        <>
          <Link className="cell-main" to={`/metrics/${metric.name}`}>{labelOf(metric, language)}</Link>
          <div className="cell-sub mono">{metric.name}</div>
        </>
      ),
    },
    { key: "state", title: fields["state"] ?? "", render: ({ metric }) => <Mark tone={STATE_TONES[metric.state ?? ""] ?? "quiet"}>{words["state"]?.[metric.state ?? ""]}</Mark> },
    { key: "kind", title: fields["kind"] ?? "", from: "tablet", render: ({ metric }) => words["kind"]?.[metric.kind ?? ""] },
    { key: "level", title: fields["level"] ?? "", from: "tablet", render: ({ metric }) => <Chip tone={LEVEL_TONES[metric.level ?? ""] ?? "quiet"}>{words["level"]?.[metric.level ?? ""]}</Chip> },
    { key: "caliber", title: fields["caliber"] ?? "", from: "desktop", render: ({ metric }) => <div className="cell-sub">{metric.caliber || metric.description || metric.expression || NOTHING}</div> },
    { key: "grain", title: fields["grain"] ?? "", from: "desktop", render: ({ metric }) => (metric.grain === "none" ? NOTHING : words["grain"]?.[metric.grain ?? ""]) },
    { key: "dimensions", title: fields["dimensions"] ?? "", from: "desktop", render: ({ metric }) => (metric.dimensions?.length ? <span className="chips">{metric.dimensions.map((one) => <Chip key={one}>{one}</Chip>)}</span> : NOTHING) },
    { key: "theme", title: fields["theme"] ?? "", from: "wide", render: ({ metric }) => metric.theme || NOTHING },
    { key: "unit", title: fields["unit"] ?? "", from: "wide", render: ({ metric }) => metric.unit || NOTHING },
    { key: "owner", title: fields["owner"] ?? "", from: "desktop", render: ({ metric }) => metric.owner || NOTHING },
    { key: "project", title: texts.documents.project, from: "wide", render: (item) => item.project },
    { key: "at", title: texts.documents.at, from: "desktop", render: (item) => <Moment at={item.at} /> },
  ];
}
