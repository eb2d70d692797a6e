// The data standards of the tables that the person sees.

import { Link } from "react-router";
import { useWaitingKettle } from "@/api/kettle";
import { STANDARDS, standardPath, type StandardItem } from "@/api/standards";
import { useList } from "@/parts/list-query";
import { PageFrame } from "@/parts/page";
import { Chip, Count, Mark, Moment, NOTHING, type Tone } from "@/parts/values";
import type { Column } from "@/table/columns";
import { DataTable } from "@/table/data-table";
import { useTable } from "@/table/state";
import { useTexts } from "@/texts/context";

const FILTERS = ["state"];
const STATES = ["published", "draft", "retired", "waiting", "broken"] as const;
export const STATE_TONES: Record<StandardItem["state"], Tone> = { published: "good", draft: "busy", retired: "quiet" };

export default function StandardsPage() {
  const texts = useTexts();
  const table = useTable(FILTERS);
  const { search, page, size, filters } = table.state;
  const [state = ""] = [...(filters["state"] ?? [])];
  const answer = useList<StandardItem>(STANDARDS, "api/standards", { q: search, state, offset: (page - 1) * size, limit: size });
  return (
    <PageFrame title={texts.standards.title}>
      <DataTable
        name={texts.standards.title}
        page="standards"
        table={table}
        columns={useColumns()}
        answer={answer}
        rowKey={(item) => item.table}
        searchLabel={texts.standards.search}
        filters={[{ key: "state", label: texts.standards.state, single: true, options: STATES.map((value) => ({ value, label: texts.standards.states[value] })) }]}
        empty={{ title: texts.standards.empty, hint: texts.standards.emptyHint }}
      />
    </PageFrame>
  );
}

function useColumns(): Column<StandardItem>[] {
  const { standards: texts, kettlePlan } = useTexts();
  const waiting = useWaitingKettle();
  return [
    {
      key: "table",
      title: texts.table,
      fixed: true,
      render: (item) => (
        <>
          <Link className="cell-main" to={standardPath(item.table)}>{item.table}</Link>
          <div className="cell-sub">{item.title.zh === item.title.en ? item.title.zh : `${item.title.zh} / ${item.title.en}`}</div>
          <KettleMark table={item.table} state={waiting.get(item.table)?.state} words={kettlePlan.marks} />
        </>
      ),
    },
    { key: "state", title: texts.state, render: (item) => <Mark tone={STATE_TONES[item.state]}>{texts.states[item.state]}</Mark> },
    { key: "number", title: texts.version, align: "right", from: "tablet", render: (item) => (item.number ? item.number : NOTHING) },
    { key: "kept", title: texts.kept, render: (item) => <Kept passed={item.passed} broken={item.broken} /> },
    { key: "waiting", title: texts.waiting, align: "right", from: "tablet", render: (item) => (item.waiting ? <Count value={item.waiting} /> : NOTHING) },
    { key: "columns", title: texts.columns, align: "right", from: "desktop", render: (item) => <Count value={item.columns} /> },
    { key: "by", title: texts.by, from: "desktop", render: (item) => item.actor || texts.scan },
    { key: "at", title: texts.at, from: "desktop", render: (item) => <Moment at={item.at} /> },
    { key: "projects", title: texts.projects, from: "wide", render: (item) => <span className="chips">{item.projects.map((one) => <Chip key={one}>{one}</Chip>)}</span> },
  ];
}

function KettleMark({ table, state, words }: { table: string; state: string | undefined; words: { waits: string; refused: string } }) {
  if (state !== "waits" && state !== "refused") return null;
  return <Link to={`${standardPath(table)}?tab=kettle`}><Chip tone={state === "waits" ? "warn" : "bad"}>{words[state]}</Chip></Link>;
}

export function Kept({ passed, broken }: { passed: boolean | null; broken: number | null }) {
  const texts = useTexts().standards;
  if (passed === null) return <span className="quiet">{texts.unchecked}</span>;
  return passed ? <Mark tone="good">{texts.keeps}</Mark> : <Mark tone="bad">{texts.breaks(String(broken ?? 0))}</Mark>;
}
