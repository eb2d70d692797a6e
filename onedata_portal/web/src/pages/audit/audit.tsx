// Who did what to what, from where, with what result.

import { DownloadOutlined } from "@/look/icons";
import { Button, DatePicker, Dropdown } from "antd";
import dayjs from "dayjs";
import { address } from "@/api/client";
import { useMe } from "@/api/session";
import type { AuditRecord } from "@/api/types";
import { auditQuery } from "@/pages/audit/query";
import { VerifyButton } from "@/pages/audit/verify";
import { useList } from "@/parts/list-query";
import { PageFrame } from "@/parts/page";
import { Chip, Mark, Moment, NOTHING, type Tone } from "@/parts/values";
import type { Column } from "@/table/columns";
import { DataTable } from "@/table/data-table";
import { useTable, type Table } from "@/table/state";
import { useTexts } from "@/texts/context";

const FILTERS = ["actor", "action", "kind", "project", "result", "since", "until"];

export default function AuditPage() {
  const texts = useTexts();
  const me = useMe();
  const table = useTable(FILTERS);
  const query = auditQuery(table.state);
  const answer = useList<AuditRecord>(["audit"], "api/audit", query);
  const { offset: _, limit: __, ...filters } = query;
  const exports = (["csv", "jsonl"] as const).map((format) => ({
    key: format,
    label: <a href={address("api/audit/export", { ...filters, format })} download>{format === "csv" ? texts.audit.exportCsv : texts.audit.exportJsonl}</a>,
  }));
  const actions = (
    <>
      {me.is_admin ? <VerifyButton /> : null}
      <Dropdown trigger={["click"]} menu={{ items: exports }}>
        <Button icon={<DownloadOutlined />} aria-haspopup="menu">{texts.audit.export}</Button>
      </Dropdown>
    </>
  );
  return (
    <PageFrame title={texts.audit.title} actions={actions}>
      <DataTable
        name={texts.audit.title}
        page="audit"
        table={table}
        columns={useColumns()}
        answer={answer}
        rowKey={(record) => String(record.sequence)}
        filters={useFilters(answer.items ?? [])}
        searchLabel={texts.audit.search}
        extra={<Period table={table} />}
        empty={{ title: texts.audit.empty, hint: texts.audit.emptyHint }}
        detail={(record) => <Details record={record} />}
      />
    </PageFrame>
  );
}

const TONES: Record<string, Tone> = { ok: "good", done: "good", allowed: "good", success: "good", refused: "warn", denied: "warn", failed: "bad", error: "bad" };

function useColumns(): Column<AuditRecord>[] {
  const texts = useTexts().audit;
  return [
    { key: "at", title: texts.at, fixed: true, render: (record) => <Moment absolute at={record.at} /> },
    { key: "actor", title: texts.actor, render: (record) => <span className="cell-main">{record.actor}</span> },
    { key: "action", title: texts.action, render: (record) => <Chip>{record.action}</Chip> },
    {
      key: "object",
      title: texts.object,
      from: "tablet",
      render: (record) => (
        <span className="row">
          <span className="quiet">{record.kind}</span>
          <span className="mono">{record.object}</span>
        </span>
      ),
    },
    { key: "result", title: texts.result, render: (record) => <Mark tone={TONES[record.result] ?? "quiet"}>{texts.results[record.result] ?? record.result}</Mark> },
    { key: "project", title: texts.project, from: "desktop", render: (record) => record.project || NOTHING },
    { key: "address", title: texts.address, from: "desktop", render: (record) => <span className="mono">{record.address}</span> },
    { key: "via", title: texts.via, from: "wide", render: (record) => record.via },
    { key: "sequence", title: texts.sequence, align: "right", from: "wide", render: (record) => record.sequence },
    { key: "mark", title: texts.hash, from: "chosen", render: (record) => <span className="mono" title={record.mark}>{record.mark.slice(0, 12)}</span> },
  ];
}

function useFilters(items: readonly AuditRecord[]) {
  const texts = useTexts().audit;
  const seen = (name: "actor" | "action" | "kind") =>
    [...new Set(items.map((record) => record[name]))].filter(Boolean).sort().map((value) => ({ value, label: value }));
  const results = ["done", "allowed", "refused", "failed", "asked"].map((value) => ({ value, label: texts.results[value] ?? value }));
  return [
    { key: "actor", label: texts.actor, options: seen("actor"), single: true },
    { key: "action", label: texts.action, options: seen("action"), single: true },
    { key: "kind", label: texts.kind, options: seen("kind"), single: true },
    { key: "result", label: texts.result, options: results, single: true },
  ];
}

function Period({ table }: { table: Table }) {
  const texts = useTexts().audit;
  const { since, until } = table.state.filters;
  return (
    <DatePicker.RangePicker
      className="period"
      aria-label={texts.period}
      allowEmpty={[true, true]}
      placeholder={[texts.since, texts.until]}
      value={[since?.[0] ? dayjs(since[0]) : null, until?.[0] ? dayjs(until[0]) : null]}
      onChange={(range) =>
        table.set({
          filters: {
            since: range?.[0] ? [range[0].startOf("day").toISOString()] : [],
            until: range?.[1] ? [range[1].endOf("day").toISOString()] : [],
          },
        })
      }
    />
  );
}

function Details({ record }: { record: AuditRecord }) {
  const texts = useTexts().audit;
  return (
    <div className="audit-details">
      <pre tabIndex={0}>{JSON.stringify(record.details, null, 2)}</pre>
      <p className="quiet">{texts.hash} <span className="mono">{record.mark}</span></p>
    </div>
  );
}
