// The sources that the person sees, and how their last scans went.

import { Link } from "react-router";
import type { SourceItem } from "@/api/sources";
import { formatNumber } from "@/format";
import { useList } from "@/parts/list-query";
import { PageFrame } from "@/parts/page";
import { Chip, Count, Mark, Moment, NOTHING } from "@/parts/values";
import type { Column } from "@/table/columns";
import { DataTable } from "@/table/data-table";
import { useTable } from "@/table/state";
import { useLanguage, useTexts } from "@/texts/context";

const ALL = { limit: 500 };
const FILTERS = ["kind", "domain"] as const;

export default function SourcesPage() {
  const texts = useTexts();
  const table = useTable(FILTERS);
  const answer = useList<SourceItem>(["sources"], "api/metadata/sources", ALL);
  const { search, filters } = table.state;
  const items = answer.items?.filter(
    (one) =>
      `${one.name} ${one.description} ${one.owners.join(" ")}`.toLowerCase().includes(search.toLowerCase()) &&
      FILTERS.every((key) => !filters[key] || filters[key].includes(one[key])),
  );
  const options = (key: (typeof FILTERS)[number]) =>
    [...new Set(answer.items?.map((one) => one[key]).filter(Boolean))].sort().map((value) => ({ value, label: value }));
  return (
    <PageFrame title={texts.sources.title}>
      <DataTable
        name={texts.sources.title}
        page="sources"
        table={table}
        columns={useColumns()}
        answer={{ ...answer, items, total: undefined }}
        rowKey={(source) => source.name}
        searchLabel={texts.common.search}
        filters={FILTERS.map((key) => ({ key, label: texts.sources[key], options: options(key) }))}
        empty={{ title: texts.sources.empty, hint: texts.sources.emptyHint }}
      />
    </PageFrame>
  );
}

function useColumns(): Column<SourceItem>[] {
  const texts = useTexts().sources;
  return [
    {
      key: "name",
      title: texts.name,
      fixed: true,
      render: (source) => (
        <>
          <Link className="cell-main" to={`/sources/${source.name}`}>{source.name}</Link>
          <div className="cell-sub">{source.owners.join(", ")}</div>
        </>
      ),
    },
    { key: "kind", title: texts.kind, render: (source) => <Chip>{source.kind}</Chip> },
    {
      key: "state",
      title: texts.lastScan,
      render: (source) => (
        <>
          <ScanState source={source} />
          {source.error ? <Reason error={source.error} /> : null}
        </>
      ),
    },
    { key: "domain", title: texts.domain, from: "desktop", render: (source) => source.domain || NOTHING },
    { key: "tables", title: texts.tables, align: "right", from: "tablet", render: (source) => <Count value={source.tables} /> },
    { key: "columns", title: texts.columns, align: "right", from: "desktop", render: (source) => <Count value={source.columns} /> },
    { key: "version", title: texts.version, align: "right", from: "tablet", render: (source) => <Count value={source.version ?? null} /> },
    { key: "scanned", title: texts.scannedAt, from: "tablet", render: (source) => <Moment at={source.scanned_at ?? null} /> },
  ];
}

/** How the last scan of a source went. */
export function ScanState({ source, unreadable = 0 }: { source: SourceItem; unreadable?: number }) {
  const texts = useTexts().sources;
  const language = useLanguage();
  if (source.error) return <Mark tone="bad">{texts.failed}</Mark>;
  if (!source.scanned_at) return <Mark tone="quiet">{texts.never}</Mark>;
  if (unreadable) return <Mark tone="warn">{texts.answeredBut(formatNumber(unreadable, language))}</Mark>;
  return <Mark tone="good">{texts.answered}</Mark>;
}

/** Why a scan failed, in the reader's language: errors are English, then Chinese. */
function Reason({ error }: { error: string }) {
  const [en, zh = en] = error.split("\n");
  return <div className="cell-sub" title={error}>{useLanguage() === "zh" ? zh : en}</div>;
}
