// The rules by column, which a person changes in a draft of their own.

import { Button, Table } from "antd";
import { useState } from "react";
import { ask } from "@/api/client";
import { STANDARDS, standardKey, type Standard, type StandardColumn, type StandardContent } from "@/api/standards";
import { useKeepDraft } from "@/pages/standard/keep-draft";
import { RuleForm } from "@/pages/standard/rule-form";
import { useRuleWords } from "@/pages/standard/rule-words";
import { useAct } from "@/parts/actions";
import { Panel } from "@/parts/page";
import { SensitivityChip } from "@/parts/sensitivity";
import { Chip, NOTHING } from "@/parts/values";
import { useTexts } from "@/texts/context";

interface Props {
  standard: Standard;
  content: StandardContent;
  isDraft: boolean;
}

export function RulesPanel({ standard, content, isDraft }: Props) {
  const texts = useTexts();
  const [edited, setEdited] = useState<StandardColumn | null>(null);
  const mine = standard.drafts.some((draft) => draft.origin === "person");
  const save = useKeepDraft(standard.table, () => setEdited(null));
  const keep = (column: StandardColumn) => {
    save.mutate({ ...content, columns: content.columns.map((each) => (each.name === column.name ? column : each)) });
  };
  const drop = useAct({
    act: () => ask<Standard>("DELETE", "api/standards/draft", { query: { table: standard.table } }),
    said: texts.standards.draftDropped,
    stale: [standardKey(standard.table), STANDARDS],
  });
  const beside = standard.may_change && mine ? <Button size="small" loading={drop.isPending} onClick={() => drop.mutate(undefined)}>{texts.standards.dropDraft}</Button> : null;
  return (
    <Panel title={isDraft ? texts.standards.draftRules : texts.standards.inForce} beside={beside} flush>
      <div className="table-scroll" role="region" tabIndex={0} aria-label={texts.standards.rules}>
        <Table<StandardColumn>
          size="small"
          rowKey="name"
          pagination={content.columns.length > 100 ? { pageSize: 100, showSizeChanger: false } : false}
          dataSource={content.columns}
          columns={[
            { key: "name", title: texts.standards.column, render: (_, one) => <Name column={one} isKey={content.key?.includes(one.name) ?? false} /> },
            { key: "family", title: texts.standards.type, render: (_, one) => <Kind column={one} /> },
            { key: "rules", title: texts.standards.rules, render: (_, one) => <Rules column={one} /> },
            { key: "sensitivity", title: texts.standards.sensitivity, render: (_, one) => (one.sensitivity && one.sensitivity !== "none" ? <SensitivityChip level={one.sensitivity} /> : NOTHING) },
            ...(standard.may_change
              ? [{
                  key: "edit",
                  title: <span className="only-read">{texts.table.actions}</span>,
                  align: "right" as const,
                  render: (_: unknown, one: StandardColumn) => <Button type="text" size="small" aria-label={`${texts.common.edit} ${one.name}`} onClick={() => setEdited(one)}>{texts.common.edit}</Button>,
                }]
              : []),
          ]}
        />
      </div>
      {edited ? <RuleForm table={standard.table} column={edited} submit={keep} isPending={save.isPending} error={save.error} close={() => { save.reset(); setEdited(null); }} /> : null}
    </Panel>
  );
}

function Name({ column, isKey }: { column: StandardColumn; isKey: boolean }) {
  const texts = useTexts().standards;
  const { zh, en } = column.title;
  return (
    <>
      <span className="cell-main mono">{column.name}</span> {isKey ? <Chip>{texts.key}</Chip> : null}
      <div className="cell-sub">{zh === en ? zh : `${zh} / ${en}`}</div>
    </>
  );
}

function Kind({ column }: { column: StandardColumn }) {
  const called = useRuleWords();
  return (
    <>
      <div>{called("family", column.family)}</div>
      <div className="cell-sub">{[called("meaning", column.meaning), column.unit].filter(Boolean).join(" · ")}</div>
    </>
  );
}

function Rules({ column }: { column: StandardColumn }) {
  const texts = useTexts().standards;
  const said: string[] = [];
  if (column.nullable === false) said.push(texts.notNull);
  if (column.unique) said.push(texts.unique);
  const { shortest = null, longest = null } = column;
  if (shortest !== null && shortest === longest) said.push(texts.lengthIs(String(longest)));
  else if (shortest && longest !== null) said.push(texts.lengthWithin(String(shortest), String(longest)));
  else if (longest !== null) said.push(texts.lengthMost(String(longest)));
  else if (shortest) said.push(texts.lengthLeast(String(shortest)));
  if (column.pattern) said.push(`${texts.pattern} ${column.pattern}`);
  if (column.coding) said.push(`${texts.coding} ${column.coding}`);
  if (column.code_set) said.push(`${texts.codeSet} ${column.code_set}`);
  if (column.codes?.length) said.push(`${texts.codes}: ${column.codes.slice(0, 6).map((code) => code.value).join(", ")}${column.codes.length > 6 ? ` … (${column.codes.length})` : ""}`);
  if (column.low != null) said.push(`≥ ${column.low}`);
  if (column.high != null) said.push(`≤ ${column.high}`);
  if (column.precision != null) said.push(`${texts.ruleNames.precision} ${column.precision}`);
  if (column.bits != null) said.push(`${texts.ruleNames.bits} ${column.bits}`);
  if (column.scale != null) said.push(`${texts.scale} ${column.scale}`);
  return said.length ? <span className="chips">{said.map((one) => <Chip key={one}>{one}</Chip>)}</span> : NOTHING;
}
