// A code set in a dialog: edited as lines or read from a file, then published as a version.

import { UploadOutlined } from "@/look/icons";
import { Alert, Button, Form, Input, Upload } from "antd";
import { useMemo } from "react";
import { useNavigate } from "react-router";
import { ask } from "@/api/client";
import { CODE_SETS, codeSetKey, codeSetPath, type CodeSet, type CodeSetOrder } from "@/api/code-sets";
import { codesOf, differences, textOf, type Fault } from "@/pages/code-set/codes";
import { textOf as fileText } from "@/pages/documents/file-text";
import { useAct } from "@/parts/actions";
import { DialogForm } from "@/parts/dialog-form";
import { useTexts } from "@/texts/context";

interface Fields {
  name: string;
  zh: string;
  en: string;
  source?: string;
  codes: string;
  reason: string;
}

const NAME = /^[a-z][a-z0-9_]{0,79}$/;
const SHOWN = 5;

/** Change a set that was looked at, or make a new one. */
export function CodeSetForm({ set, close }: { set?: CodeSet; close: () => void }) {
  const texts = useTexts();
  const names = texts.codeSets;
  const [form] = Form.useForm<Fields>();
  const go = useNavigate();
  const lines = Form.useWatch("codes", form);
  const read = useMemo(() => codesOf(lines ?? ""), [lines]);
  const required = (label: string) => ({ required: true, whitespace: true, message: texts.common.required(label) });
  const send = useAct<Fields, CodeSet>({
    act: ({ name, zh, en, source, reason }) => {
      const body: CodeSetOrder = { title: { zh, en }, source: source ?? "", codes: read.codes, after: set?.number ?? 0, reason };
      return ask<CodeSet>("PUT", `api/code-sets/${encodeURIComponent(set?.name ?? name)}`, { body });
    },
    said: names.published,
    stale: [CODE_SETS, codeSetKey(set?.name ?? "")],
    after: (answer) => {
      close();
      if (!set) void go(codeSetPath(answer.name));
    },
    failed: () => true,
  });
  const initial = set ? { name: set.name, zh: set.title.zh, en: set.title.en, source: set.source, codes: textOf(set.codes) } : {};
  const submit = (fields: Fields) => (read.faults.length || !read.codes.length ? undefined : send.mutate(fields));
  return (
    <DialogForm<Fields> title={set ? names.edit : names.add} okText={names.newVersion} width={680} form={form} initial={initial} submit={submit} isPending={send.isPending} error={send.error} close={close}>
      {set ? null : <Form.Item name="name" label={names.name} extra={names.nameHint} rules={[{ required: true, pattern: NAME, message: names.nameHint }]}><Input className="mono" autoFocus maxLength={80} spellCheck={false} /></Form.Item>}
      <div className="form-grid form-grid-small">
        <Form.Item name="zh" label={texts.standards.titleZh} rules={[required(texts.standards.titleZh)]}><Input maxLength={200} /></Form.Item>
        <Form.Item name="en" label={texts.standards.titleEn} rules={[required(texts.standards.titleEn)]}><Input maxLength={200} /></Form.Item>
        <Form.Item name="source" label={names.source}><Input maxLength={200} /></Form.Item>
      </div>
      <div className="form-beside">
        <Upload accept=".csv,.txt,.json" showUploadList={false} beforeUpload={(file) => { void fileText(file).then((codes) => form.setFieldsValue({ codes: textOf(codesOf(codes).codes) || codes })); return false; }}>
          <Button size="small" icon={<UploadOutlined />}>{names.upload}</Button>
        </Upload>
      </div>
      <Form.Item name="codes" label={names.codes} extra={names.codesHint} rules={[required(names.codes)]}>
        <Input.TextArea className="code-list" autoSize={{ minRows: 6, maxRows: 16 }} spellCheck={false} wrap="off" />
      </Form.Item>
      <Told set={set} text={lines ?? ""} faults={read.faults} />
      <Form.Item name="reason" label={texts.standards.reason} rules={[required(texts.standards.reason)]}><Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} maxLength={500} /></Form.Item>
    </DialogForm>
  );
}

function Told({ set, text, faults }: { set: CodeSet | undefined; text: string; faults: readonly Fault[] }) {
  const names = useTexts().codeSets;
  const changes = useMemo(() => differences(set?.codes ?? [], codesOf(text).codes), [set, text]);
  if (faults.length) {
    const said = faults.slice(0, SHOWN).map((fault) => <div key={fault.line}>{names.line(String(fault.line), names.faults[fault.kind])}</div>);
    return <Alert className="entry-said" type="error" showIcon role="alert" title={said} />;
  }
  const count = (list: readonly unknown[]) => String(list.length);
  return <p className="quiet entry-said" role="status">{names.summary(count(changes.added), count(changes.gone), count(changes.changed))}</p>;
}
