// How the platform is used: how much, by whom, of what, and what is unusual.

import { Segmented, Select } from "antd";
import { useSearchParams } from "react-router";
import { useUsage, type Usage } from "@/api/usage";
import { formatDay } from "@/format";
import { HoursPanel, TimePanel } from "@/pages/usage/charts";
import { FindingsPanel } from "@/pages/usage/findings";
import { ObjectsPanel, PartsPanel, PeoplePanel, ProjectsPanel } from "@/pages/usage/most";
import { TotalsPanel } from "@/pages/usage/totals";
import { PageFrame, Panel } from "@/parts/page";
import { withValues } from "@/parts/params";
import { Empty, Loaded } from "@/parts/states";
import { useLanguage, useTexts } from "@/texts/context";

const PERIODS = [7, 30, 90];
const USUAL = 30;

export default function UsagePage() {
  const texts = useTexts().usage;
  const [params, setParams] = useSearchParams();
  const asked = Number(params.get("days"));
  const days = PERIODS.includes(asked) ? asked : USUAL;
  const person = params.get("person") ?? "";
  const set = (name: string, value: string) => setParams((now) => withValues(now, { [name]: value }));
  const query = useUsage(days, person);
  const actions = (
    <>
      <PersonChoice usage={query.data} person={person} onChoose={(name) => set("person", name)} />
      <Segmented
        aria-label={texts.period}
        value={days}
        onChange={(value) => set("days", value === USUAL ? "" : String(value))}
        options={PERIODS.map((count) => ({ value: count, label: texts.days(String(count)) }))}
      />
    </>
  );
  return (
    <PageFrame title={texts.title} beside={query.data ? <Covered usage={query.data} /> : null} actions={actions}>
      <Loaded query={query} rows={12}>{(usage) => <UsageView usage={usage} onPerson={(name) => set("person", name)} />}</Loaded>
    </PageFrame>
  );
}

function Covered({ usage }: { usage: Usage }) {
  const texts = useTexts().usage;
  const language = useLanguage();
  const days = `${formatDay(usage.first, language)} – ${formatDay(usage.last, language)}`;
  return <span className="quiet">{usage.projects ? texts.inProjects(days, usage.projects.join(", ")) : days}</span>;
}

function PersonChoice({ usage, person, onChoose }: { usage: Usage | undefined; person: string; onChoose: (name: string) => void }) {
  const texts = useTexts().usage;
  const names = new Set([...(person ? [person] : []), ...(usage?.people.map((each) => each.actor) ?? [])]);
  return (
    <Select
      className="toolbar-filter"
      aria-label={texts.person}
      placeholder={texts.everybody}
      allowClear
      showSearch
      value={person || null}
      onChange={(value) => onChoose(value ?? "")}
      options={[...names].map((name) => ({ value: name, label: name }))}
    />
  );
}

function UsageView({ usage, onPerson }: { usage: Usage; onPerson: (name: string) => void }) {
  const texts = useTexts().usage;
  if (!usage.totals.actions && !usage.people.length && !usage.findings.length) {
    return <Panel><Empty title={texts.empty} hint={texts.emptyHint} /></Panel>;
  }
  return (
    <div className="grid usage">
      <TotalsPanel usage={usage} />
      <FindingsPanel usage={usage} />
      <div className="grid grid-2">
        <TimePanel usage={usage} />
        <HoursPanel hourly={usage.hourly} />
        <PeoplePanel usage={usage} onPerson={onPerson} />
        <ObjectsPanel objects={usage.objects} />
        <PartsPanel parts={usage.parts} />
        <ProjectsPanel projects={usage.used_projects} />
      </div>
    </div>
  );
}
