// What drafts change in what is published, to accept rule by rule.

import { Button, Table } from "antd";
import { useState } from "react";
import { ask } from "@/api/client";
import { STANDARDS, standardKey, type Standard, type StandardChange, type StandardDraft } from "@/api/standards";
import { useRuleWords } from "@/pages/standard/rule-words";
import { useAct } from "@/parts/actions";
import { Panel } from "@/parts/page";
import { Empty } from "@/parts/states";
import { Moment } from "@/parts/values";
import { useTexts } from "@/texts/context";

const nameOf = (change: StandardChange) => JSON.stringify([change.column, change.rule]);

export function DraftsPanel({ standard }: { standard: Standard }) {
  const texts = useTexts().standards;
  const shown = standard.published ? standard.drafts.filter((draft) => draft.changes.length) : [];
  if (!shown.length) return <Panel><Empty title={texts.nothingWaits} hint={texts.nothingWaitsHint} /></Panel>;
  return <div className="grid">{shown.map((draft) => <DraftPanel key={draft.origin} standard={standard} draft={draft} />)}</div>;
}

function DraftPanel({ standard, draft }: { standard: Standard; draft: StandardDraft }) {
  const texts = useTexts().standards;
  const [chosen, setChosen] = useState<string[]>([]);
  const accept = useAct({
    act: () => ask<Standard>("POST", "api/standards/accept", { body: { table: standard.table, origin: draft.origin, accepted: chosen.map((one) => JSON.parse(one) as [string, string]) } }),
    said: texts.draftKept,
    stale: [standardKey(standard.table), STANDARDS],
    after: () => setChosen([]),
  });
  const can = standard.may_change && draft.origin === "scan";
  const title = draft.origin === "scan" ? (draft.actor ? texts.anewBy(draft.actor) : texts.byScan) : texts.byPerson(draft.actor);
  return (
    <Panel title={title} beside={<span className="quiet">{draft.reason} <Moment at={draft.at} /></span>} flush>
      <Changes changes={draft.changes} chosen={can ? { keys: chosen, choose: setChosen } : undefined} label={title} />
      {can ? <div className="panel-note"><Button type="primary" disabled={!chosen.length} loading={accept.isPending} onClick={() => accept.mutate(undefined)}>{texts.accept(String(chosen.length))}</Button></div> : null}
    </Panel>
  );
}

interface ChangesProps {
  changes: readonly StandardChange[];
  label: string;
  chosen?: { keys: string[]; choose: (keys: string[]) => void } | undefined;
  heads?: readonly [string, string];
}

export function Changes({ changes, chosen, label, heads }: ChangesProps) {
  const texts = useTexts().standards;
  return (
    <div className="table-scroll" role="region" tabIndex={0} aria-label={label}>
      <Table<StandardChange>
        size="small"
        rowKey={nameOf}
        pagination={changes.length > 100 ? { pageSize: 100, showSizeChanger: false } : false}
        dataSource={[...changes]}
        {...(chosen ? { rowSelection: { selectedRowKeys: chosen.keys, onChange: (keys) => chosen.choose(keys.map(String)), getTitleCheckboxProps: () => ({ "aria-label": texts.all }), getCheckboxProps: (one: StandardChange) => ({ "aria-label": `${one.column} ${one.rule}` }) } } : {})}
        columns={[
          { key: "column", title: texts.column, render: (_, one) => <span className="mono">{one.column || texts.table}</span> },
          { key: "rule", title: texts.rule, render: (_, one) => texts.ruleNames[one.rule as keyof typeof texts.ruleNames] ?? (one.rule || texts.wholeColumn) },
          { key: "before", title: heads?.[0] ?? texts.before, render: (_, one) => <Said rule={one.rule} value={one.before} /> },
          { key: "after", title: heads?.[1] ?? texts.after, render: (_, one) => <Said rule={one.rule} value={one.after} /> },
        ]}
      />
    </div>
  );
}

const isCodes = (value: unknown): value is { value: string }[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "object" && one !== null && "value" in one);

const isRule = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !("family" in value);

function plain(value: unknown): string {
  if (typeof value === "string") return value;
  if (isCodes(value)) return value.map((code) => code.value).join(", ");
  if (Array.isArray(value)) return value.map(plain).join(", ");
  if (isRule(value)) return Object.values(value).filter((one) => one !== null && one !== "").map(plain).join(" · ");
  return JSON.stringify(value);
}

function Said({ rule, value }: { rule: string; value: unknown }) {
  const texts = useTexts().standards;
  const called = useRuleWords();
  const text = value === null || value === undefined ? "" : called(rule, plain(value));
  if (!text) return <span className="quiet">{texts.nothing}</span>;
  return <code className="mono">{text.length > 160 ? `${text.slice(0, 160)}…` : text}</code>;
}
