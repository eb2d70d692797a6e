// The rules of one column in a dialog, tried on rows before they are kept.

import { Alert, Button, Checkbox, Form, Input, InputNumber, Select } from "antd";
import { ask } from "@/api/client";
import { useRuleNames, type StandardColumn, type Trial } from "@/api/standards";
import { Breaches } from "@/pages/standard/result";
import { useAct } from "@/parts/actions";
import { DialogForm } from "@/parts/dialog-form";
import { useSensitivityOptions } from "@/parts/sensitivity";
import { useSaid } from "@/parts/states";
import { useTexts } from "@/texts/context";

interface Props {
  table: string;
  column: StandardColumn;
  submit: (column: StandardColumn) => void;
  isPending: boolean;
  error: unknown;
  close: () => void;
}

interface Fields {
  zh: string;
  en: string;
  sensitivity: StandardColumn["sensitivity"];
  nullable: boolean;
  unique: boolean;
  shortest: number | null;
  longest: number | null;
  precision: number | null;
  scale: number | null;
  bits: number | null;
  pattern: string | null;
  coding: string;
  code_set: string;
  codes: string;
  low: string | null;
  high: string | null;
}

const ORDERED = ["integer", "decimal", "float", "date", "moment", "time"];
const WIDTHS = [8, 16, 32, 64, 128];
const CODED = ["text", "integer", "boolean"];

/** The widths of whole numbers that databases know, and one of MEDIUMINT or a person's own. */
function widthsWith(bits: number | null | undefined) {
  return [...new Set([...WIDTHS, ...(bits ? [bits] : [])])].sort((a, b) => a - b).map((value) => ({ value, label: String(value) }));
}

function fieldsOf(column: StandardColumn): Fields {
  const codes = (column.codes ?? []).map((code) => `${code.value}=${code.title.zh}`).join("\n");
  return { zh: column.title.zh, en: column.title.en, sensitivity: column.sensitivity ?? "none", nullable: column.nullable ?? true, unique: column.unique ?? false, shortest: column.shortest ?? null, longest: column.longest ?? null, precision: column.precision ?? null, scale: column.scale ?? null, bits: column.bits ?? null, pattern: column.pattern ?? null, coding: column.coding ?? "", code_set: column.code_set ?? "", codes, low: column.low ?? null, high: column.high ?? null };
}

function columnOf(column: StandardColumn, fields: Fields): StandardColumn {
  const known = new Map((column.codes ?? []).map((code) => [code.value, code.title]));
  const codes = fields.codes.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => {
    const [value = "", ...rest] = line.split("=");
    const zh = rest.join("=").trim() || value.trim();
    const before = known.get(value.trim());
    return { value: value.trim(), title: before?.zh === zh ? before : { zh, en: zh } };
  });
  const { zh, en, ...rules } = fields;
  return { ...column, ...rules, title: { zh, en }, codes, pattern: fields.pattern || null, bits: fields.bits ?? null, low: fields.low || null, high: fields.high || null, coding: fields.coding ?? "", code_set: fields.code_set ?? "" };
}

export function RuleForm({ table, column, submit, isPending, error, close }: Props) {
  const texts = useTexts().standards;
  const [form] = Form.useForm<Fields>();
  const names = useRuleNames().data;
  const trial = useAct({
    act: (tried: StandardColumn) => ask<Trial>("POST", "api/standards/trial", { body: { table, column: tried } }),
    failed: () => true,
  });
  const refused = useSaid(trial.error);
  const whole = () => columnOf(column, { ...fieldsOf(column), ...form.getFieldsValue() });
  const isText = column.family === "text";
  return (
    <DialogForm title={`${texts.rules}: ${column.name}`} okText={texts.keepDraft} form={form} initial={fieldsOf(column)} submit={() => submit(whole())} isPending={isPending} error={error} close={close}>
      <Form.Item name="zh" label={texts.titleZh}><Input /></Form.Item>
      <Form.Item name="en" label={texts.titleEn}><Input /></Form.Item>
      <Form.Item name="nullable" valuePropName="checked"><Checkbox>{texts.mayBeNull}</Checkbox></Form.Item>
      <Form.Item name="unique" valuePropName="checked"><Checkbox>{texts.unique}</Checkbox></Form.Item>
      {isText ? <Form.Item name="shortest" label={texts.shortest}><InputNumber min={0} precision={0} /></Form.Item> : null}
      {isText ? <Form.Item name="longest" label={texts.longest}><InputNumber min={0} precision={0} /></Form.Item> : null}
      {isText ? <Form.Item name="pattern" label={texts.pattern}><Input className="mono" spellCheck={false} /></Form.Item> : null}
      {isText || column.family === "integer" ? <Form.Item name="coding" label={texts.coding}><Select allowClear options={[{ value: "", label: texts.none }, ...(names?.codings ?? []).map((one) => ({ value: one.name, label: `${one.name} ${one.title.zh} / ${one.title.en}` }))]} /></Form.Item> : null}
      {CODED.includes(column.family) ? <Form.Item name="code_set" label={texts.codeSet}><Select allowClear showSearch options={[{ value: "", label: texts.none }, ...(names?.code_sets ?? []).map((one) => ({ value: one, label: one }))]} /></Form.Item> : null}
      {CODED.includes(column.family) ? <Form.Item name="codes" label={texts.codes} extra={texts.codesHint}><Input.TextArea className="mono" autoSize={{ minRows: 2, maxRows: 8 }} spellCheck={false} /></Form.Item> : null}
      {ORDERED.includes(column.family) ? <Form.Item name="low" label={texts.low}><Input className="mono" /></Form.Item> : null}
      {ORDERED.includes(column.family) ? <Form.Item name="high" label={texts.high}><Input className="mono" /></Form.Item> : null}
      {column.family === "integer" ? <Form.Item name="bits" label={texts.ruleNames.bits}><Select allowClear options={widthsWith(column.bits)} /></Form.Item> : null}
      {column.family === "decimal" ? <Form.Item name="precision" label={texts.ruleNames.precision}><InputNumber min={1} max={1000} precision={0} /></Form.Item> : null}
      {column.family === "decimal" || column.family === "float" ? <Form.Item name="scale" label={texts.scale}><InputNumber min={0} max={38} precision={0} /></Form.Item> : null}
      <Form.Item name="sensitivity" label={texts.sensitivity}><Select options={useSensitivityOptions()} /></Form.Item>
      <Button onClick={() => trial.mutate(whole())} loading={trial.isPending}>{texts.tryRules}</Button>
      {trial.error ? <Alert type="error" showIcon title={refused} role="alert" /> : null}
      {trial.data ? (
        <div role="status">
          <Alert type={trial.data.breaches.length ? "warning" : "success"} showIcon title={trial.data.breaches.length ? texts.wouldRefuse(String(trial.data.rows)) : texts.wouldKeep(String(trial.data.rows))} />
          {trial.data.breaches.length ? <Breaches breaches={trial.data.breaches} /> : null}
        </div>
      ) : null}
    </DialogForm>
  );
}
