// Who uses the platform most, and what of it is used most.

import { Table } from "antd";
import type { ColumnsType } from "antd/es/table";
import { Link } from "react-router";
import type { Usage, UsagePerson, UsedObject, UsedPart, UsedProject } from "@/api/usage";
import { formatShare } from "@/format";
import { Panel } from "@/parts/page";
import { Count, Mark, Moment, NOTHING } from "@/parts/values";
import { useLanguage, useTexts } from "@/texts/context";

interface ListProps<Row> {
  title: string;
  beside?: string;
  rows: readonly Row[];
  columns: ColumnsType<Row>;
  rowKey: (row: Row) => string;
}

function List<Row extends object>({ title, beside = "", rows, columns, rowKey }: ListProps<Row>) {
  const texts = useTexts().usage;
  return (
    <Panel title={title} beside={beside ? <span className="quiet">{beside}</span> : null} flush className="panel-short">
      {rows.length ? (
        <div className="table-scroll" tabIndex={0} role="region" aria-label={title}>
          <Table<Row> size="small" pagination={false} rowKey={rowKey} dataSource={[...rows]} columns={columns} />
        </div>
      ) : (
        <p className="panel-none quiet">{texts.nothing}</p>
      )}
    </Panel>
  );
}

function useCounts<Row extends { people: number; actions: number }>(): ColumnsType<Row> {
  const texts = useTexts().usage;
  return [
    { key: "people", title: texts.people, align: "right", render: (_, row) => <Count value={row.people} /> },
    { key: "actions", title: texts.totals.actions, align: "right", render: (_, row) => <Count value={row.actions} /> },
  ];
}

export function PeoplePanel({ usage, onPerson }: { usage: Usage; onPerson: (name: string) => void }) {
  const texts = useTexts().usage;
  const count = (key: "active_days" | "actions" | "reads" | "exports" | "refusals", title: string) => ({
    key,
    title,
    align: "right" as const,
    render: (_: unknown, row: UsagePerson) => (row[key] ? <Count value={row[key]} /> : <span className="quiet">0</span>),
  });
  const columns: ColumnsType<UsagePerson> = [
    {
      key: "actor",
      title: texts.person,
      render: (_, row) => (
        <>
          <button type="button" className="as-link cell-main" onClick={() => onPerson(row.actor)}>{row.actor}</button>
          {row.actions ? null : <div className="cell-sub">{texts.onlyFailed}</div>}
        </>
      ),
    },
    { key: "findings", title: texts.findings, align: "right", render: (_, row) => (row.findings ? <Mark tone="warn">{row.findings}</Mark> : NOTHING) },
    count("active_days", texts.activeDays),
    count("actions", texts.totals.actions),
    count("reads", texts.totals.reads),
    count("exports", texts.totals.exports),
    count("refusals", texts.totals.refusals),
    { key: "last", title: texts.lastSeen, render: (_, row) => <Moment at={row.last_at} /> },
  ];
  const more = usage.people_total > usage.people.length ? texts.mostActive(String(usage.people.length), String(usage.people_total)) : "";
  return <List title={texts.people} beside={more} rows={usage.people} columns={columns} rowKey={(row) => row.actor} />;
}

export function ObjectsPanel({ objects }: { objects: readonly UsedObject[] }) {
  const texts = useTexts().usage;
  const columns: ColumnsType<UsedObject> = [
    { key: "object", title: texts.object, render: (_, row) => <span className="object-name"><span className="quiet">{row.kind}</span> <span className="mono">{row.object}</span></span> },
    ...useCounts<UsedObject>(),
    { key: "last", title: texts.lastUsed, render: (_, row) => <Moment at={row.last_at} /> },
  ];
  return <List title={texts.objects} rows={objects} columns={columns} rowKey={(row) => `${row.kind} ${row.object}`} />;
}

export function PartsPanel({ parts }: { parts: readonly UsedPart[] }) {
  const texts = useTexts().usage;
  const language = useLanguage();
  const columns: ColumnsType<UsedPart> = [
    { key: "part", title: texts.part, render: (_, row) => texts.parts[row.part] ?? row.part },
    {
      key: "share",
      title: texts.share,
      render: (_, row) => (
        <span className="share">
          <span className="share-bar" aria-hidden><span style={{ width: `${100 * row.share}%` }} /></span>
          <span className="number">{formatShare(row.share, language)}</span>
        </span>
      ),
    },
    ...useCounts<UsedPart>(),
  ];
  return <List title={texts.adoption} beside={texts.ofActive} rows={parts} columns={columns} rowKey={(row) => row.part} />;
}

export function ProjectsPanel({ projects }: { projects: readonly UsedProject[] }) {
  const texts = useTexts().usage;
  const columns: ColumnsType<UsedProject> = [
    { key: "project", title: texts.project, render: (_, row) => <Link to={`/projects/${encodeURIComponent(row.project)}`}>{row.project}</Link> },
    ...useCounts<UsedProject>(),
    { key: "last", title: texts.lastUsed, render: (_, row) => <Moment at={row.last_at} /> },
  ];
  return <List title={texts.projects} rows={projects} columns={columns} rowKey={(row) => row.project} />;
}
