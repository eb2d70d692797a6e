// A metric in a dialog: new, or changed as a new version.

import { Alert, Button, Form, Input, InputNumber, Segmented, Select } from "antd";
import { useNavigate } from "react-router";
import { ask } from "@/api/client";
import { metricPath, STALE, type Metric, type MetricChecked, type MetricDetail } from "@/api/documents";
import { ProjectChoice, useFirstProject } from "@/pages/documents/project-choice";
import { useAct } from "@/parts/actions";
import { DialogForm } from "@/parts/dialog-form";
import { useSensitivityOptions } from "@/parts/sensitivity";
import { useSaid } from "@/parts/states";
import { Chip } from "@/parts/values";
import { useTexts } from "@/texts/context";

type Fields = Metric & { project: string };

const EMPTY = { kind: "atom", level: "normal", grain: "day", state: "draft", sensitivity: "none", dimensions: [] } as const;

export function MetricForm({ detail, close }: { detail?: MetricDetail; close: () => void }) {
  const texts = useTexts();
  const names = texts.metrics;
  const go = useNavigate();
  const [form] = Form.useForm<Fields>();
  const kind = Form.useWatch("kind", form) ?? detail?.metric.kind ?? "atom";
  const first = useFirstProject();
  const body = ({ project, ...metric }: Fields) => ({
    metric: given(metric),
    project: project ?? "",
    number: detail?.number ?? 0,
  });
  const save = useAct({
    act: (fields: Fields) =>
      detail
        ? ask<MetricDetail>("PUT", metricPath(detail.metric.name), { body: body({ ...fields, name: detail.metric.name }) })
        : ask<MetricDetail>("POST", "api/metrics", { body: body(fields) }),
    said: detail ? texts.common.saved : names.created,
    stale: STALE,
    after: (kept) => {
      close();
      if (!detail) void go(`/metrics/${kept.metric.name}`);
    },
    failed: () => true,
  });
  const required = (field: string) => [{ required: true, message: texts.common.required(names.fields[field] ?? field) }];
  const item = (field: keyof Metric & string, more: object = {}) => ({ name: field, label: names.fields[field] ?? field, ...more });
  const options = (field: string) => Object.entries(names.words[field] ?? {}).map(([value, label]) => ({ value, label }));
  return (
    <DialogForm<Fields>
      title={detail ? names.edit : names.create}
      width={760}
      form={form}
      initial={detail ? { ...detail.metric, project: detail.project } : { ...EMPTY, dimensions: [], project: first }}
      submit={(fields) => save.mutate(fields)}
      isPending={save.isPending}
      error={save.error}
      close={close}
    >
      <div className="form-pair">
        <Form.Item {...item("name")} extra={names.nameHint} rules={[...required("name"), { pattern: /^[a-z][a-z0-9_]*$/, message: names.nameWrong }]}>
          <Input disabled={Boolean(detail)} autoFocus={!detail} spellCheck={false} maxLength={60} className="mono" />
        </Form.Item>
        <Form.Item {...item("label_zh")} rules={required("label_zh")}><Input maxLength={200} /></Form.Item>
        <Form.Item {...item("label_en")}><Input maxLength={200} /></Form.Item>
      </div>
      <div className="form-pair">
        <Form.Item {...item("kind")}><Segmented options={options("kind")} /></Form.Item>
        <Form.Item {...item("level")}><Select options={options("level")} /></Form.Item>
        <Form.Item {...item("state")} extra={names.stateHint}><Select options={options("state")} /></Form.Item>
      </div>
      <Form.Item {...item("caliber")} extra={names.caliberHint}><Input.TextArea autoSize={{ minRows: 1, maxRows: 5 }} /></Form.Item>
      {kind === "atom" ? (
        <>
          <div className="form-pair">
            <Form.Item {...item("grain")}><Select options={options("grain")} /></Form.Item>
            <Form.Item {...item("dimensions")} extra={names.dimensionsHint}><Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[",", " ", "，"]} /></Form.Item>
          </div>
          <Form.Item {...item("sql")} extra={names.sqlHint}>
            <Input.TextArea className="mono" spellCheck={false} autoSize={{ minRows: 4, maxRows: 16 }} placeholder={"SELECT sold_date AS day, store_id, SUM(sales_usd) AS value\nFROM dwd.sales_line GROUP BY ALL"} />
          </Form.Item>
        </>
      ) : (
        <Form.Item {...item("expression")} extra={names.expressionHint}>
          <Input.TextArea className="mono" spellCheck={false} autoSize={{ minRows: 2, maxRows: 8 }} placeholder="sales_amount / basket_count" />
        </Form.Item>
      )}
      <Check body={() => body(form.getFieldsValue(true) as Fields)} />
      <div className="form-pair">
        <Form.Item {...item("theme")}><Input maxLength={200} /></Form.Item>
        <Form.Item {...item("app")}><Input maxLength={200} /></Form.Item>
        <Form.Item {...item("unit")}><Input maxLength={200} /></Form.Item>
        <Form.Item {...item("owner")}><Input maxLength={200} /></Form.Item>
      </div>
      <div className="form-pair">
        <Form.Item {...item("min_value")}><InputNumber className="wide" /></Form.Item>
        <Form.Item {...item("max_value")}><InputNumber className="wide" /></Form.Item>
        <Form.Item {...item("max_change_percent")}><InputNumber className="wide" min={0} suffix="%" /></Form.Item>
        <Form.Item {...item("fresh_days")}><InputNumber className="wide" min={0} precision={0} /></Form.Item>
      </div>
      <div className="form-pair">
        <Form.Item {...item("sensitivity")} extra={names.sensitivityHint}><Select options={useSensitivityOptions()} /></Form.Item>
        <Form.Item name="project" label={texts.documents.project}>{detail ? <Input disabled /> : <ProjectChoice />}</Form.Item>
      </div>
      <Form.Item {...item("description")}><Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} /></Form.Item>
      <Form.Item {...item("remark")}><Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} /></Form.Item>
    </DialogForm>
  );
}

/** Return what is sent: only what the kind has, and nothing that is not typed. */
export function given(fields: Partial<Metric>): Partial<Metric> {
  const atom = fields.kind !== "derived";
  const kept = Object.entries(fields).filter(([name, value]) => value !== undefined && value !== null && !(atom ? name === "expression" : ["sql", "grain", "dimensions"].includes(name)));
  return Object.fromEntries(kept) as Partial<Metric>;
}

function Check({ body }: { body: () => unknown }) {
  const names = useTexts().metrics;
  const check = useAct({ act: (asked: unknown) => ask<MetricChecked>("POST", "api/metrics/checks", { body: asked }), failed: () => true });
  const said = useSaid(check.error);
  return (
    <div className="check" aria-live="polite">
      <Button loading={check.isPending} onClick={() => check.mutate(body())}>{names.check}</Button>
      {check.error ? <Alert type="error" showIcon title={<span className="wrap">{said}</span>} /> : null}
      {check.data && !check.error ? (
        <Alert
          type="success"
          showIcon
          title={names.checked}
          description={
            <>
              <div>{names.reads} <span className="chips">{check.data.tables.map((one) => <Chip key={one}>{one}</Chip>)}</span></div>
              <div>{names.returns} <span className="chips">{Object.entries(check.data.columns).map(([name, type]) => <Chip key={name}>{name} {type}</Chip>)}</span></div>
            </>
          }
        />
      ) : null}
    </div>
  );
}
