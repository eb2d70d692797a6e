// The rules of the table itself: its title, what identifies a row, how its columns are named.

import { Button, Form, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import type { Standard, StandardContent, StandardNaming } from "@/api/standards";
import { useKeepDraft } from "@/pages/standard/keep-draft";
import { DialogForm } from "@/parts/dialog-form";
import { Facts, Panel } from "@/parts/page";
import { Chip, NOTHING } from "@/parts/values";
import { useTexts } from "@/texts/context";

type Style = NonNullable<StandardNaming["style"]>;

const STYLES: readonly Style[] = ["snake_case", "UPPER_SNAKE_CASE", "camelCase", "PascalCase", "kebab-case", "chinese"];

const saidStyle = (style: Style, chinese: string): string => (style === "chinese" ? chinese : style);

interface Props {
  standard: Standard;
  content: StandardContent;
}

export function TableRulesPanel({ standard, content }: Props) {
  const texts = useTexts();
  const words = texts.standards;
  const [isOpen, setOpen] = useState(false);
  const { zh, en } = content.title;
  const key = content.key ?? [];
  const edit = standard.may_change ? <Button size="small" aria-label={`${texts.common.edit} ${words.tableRules}`} onClick={() => setOpen(true)}>{texts.common.edit}</Button> : null;
  return (
    <Panel title={words.tableRules} beside={edit}>
      <Facts
        items={[
          [words.ruleNames.title, zh === en ? zh : `${zh} / ${en}`],
          [words.ruleNames.key, key.length ? <Chips key="key" said={key} /> : NOTHING],
          [words.ruleNames.naming, content.naming ? <Naming key="naming" naming={content.naming} /> : NOTHING],
        ]}
      />
      {isOpen ? <TableRulesForm standard={standard} content={content} close={() => setOpen(false)} /> : null}
    </Panel>
  );
}

const Chips = ({ said }: { said: readonly string[] }) => <span className="chips">{said.map((one) => <Chip key={one}>{one}</Chip>)}</span>;

interface Fields {
  zh: string;
  en: string;
  key: string[];
  style: Style | null;
  prefix: string;
  longest: number | null;
}

function TableRulesForm({ standard, content, close }: Props & { close: () => void }) {
  const texts = useTexts().standards;
  const [form] = Form.useForm<Fields>();
  const save = useKeepDraft(standard.table, close);
  const submit = ({ zh, en, key, style, prefix, longest }: Fields) => {
    const naming = style || prefix || longest ? { style, prefix, longest } : null;
    save.mutate({ ...content, title: { zh, en }, key, naming });
  };
  return (
    <DialogForm<Fields> title={texts.tableRules} okText={texts.keepDraft} form={form} initial={fieldsOf(content)} submit={submit} isPending={save.isPending} error={save.error} close={close}>
      <Form.Item name="zh" label={texts.titleZh}><Input /></Form.Item>
      <Form.Item name="en" label={texts.titleEn}><Input /></Form.Item>
      <Form.Item name="key" label={texts.ruleNames.key}><Select mode="multiple" options={content.columns.map((one) => ({ value: one.name, label: one.name }))} /></Form.Item>
      <Form.Item name="style" label={texts.style} extra={texts.namingHint}><Select allowClear placeholder={texts.none} options={STYLES.map((value) => ({ value, label: saidStyle(value, texts.chineseNames) }))} /></Form.Item>
      <Form.Item name="prefix" label={texts.prefix}><Input className="mono" maxLength={100} spellCheck={false} /></Form.Item>
      <Form.Item name="longest" label={texts.longestName}><InputNumber min={1} max={300} precision={0} /></Form.Item>
    </DialogForm>
  );
}

function fieldsOf({ title, key, naming }: StandardContent): Fields {
  return { ...title, key: key ?? [], style: naming?.style ?? null, prefix: naming?.prefix ?? "", longest: naming?.longest ?? null };
}

function Naming({ naming: { style, prefix, longest } }: { naming: StandardNaming }) {
  const texts = useTexts().standards;
  return <Chips said={[style ? saidStyle(style, texts.chineseNames) : "", prefix ? `${texts.prefix} ${prefix}` : "", longest ? `${texts.longestName} ${longest}` : ""].filter(Boolean)} />;
}
