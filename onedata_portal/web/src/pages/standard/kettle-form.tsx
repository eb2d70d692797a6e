// What a transformation is to do: where rows go, by whose standard, which rows are left out.

import { AutoComplete, Button, Checkbox, Form, Input, Select } from "antd";
import type { Kettle, KettleWanted } from "@/api/kettle";
import { Panel } from "@/parts/page";
import { useTexts } from "@/texts/context";

const LAYERS = ["ods", "dim", "dwd", "dws", "ads"];
const options = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

interface Props {
  kettle: Kettle;
  first: KettleWanted;
  show: (wanted: KettleWanted) => void;
}

export function KettleForm({ kettle, first, show }: Props) {
  const texts = useTexts();
  const names = texts.kettlePlan;
  const [form] = Form.useForm<KettleWanted>();
  const target = Form.useWatch("target", form);
  const needed = (label: string) => [{ required: true, whitespace: true, message: texts.common.required(label) }];
  const connections = options(kettle.connections);
  return (
    <Panel title={names.wanted}>
      <Form<KettleWanted> form={form} layout="vertical" requiredMark="optional" initialValues={first} onFinish={(fields) => show({ ...first, ...fields })}>
        <div className="form-grid">
          <Form.Item name="target" label={names.target} rules={needed(names.target)}><AutoComplete options={connections} showSearch={{ filterOption: true }} /></Form.Item>
          <Form.Item name="schema" label={names.schema}><AutoComplete options={target === "lake" ? options(LAYERS) : []} showSearch={{ filterOption: true }} allowClear /></Form.Item>
          <Form.Item name="table" label={names.table} rules={needed(names.table)}><Input maxLength={200} /></Form.Item>
          <Form.Item name="rejected" label={names.rejected} extra={names.rejectedHint}><Input maxLength={200} allowClear /></Form.Item>
          <Form.Item name="source" label={names.source} extra={names.sourceHint} rules={kettle.source ? [] : needed(names.source)}><AutoComplete options={connections} showSearch={{ filterOption: true }} placeholder={kettle.source} allowClear /></Form.Item>
          <Form.Item name="standard" label={names.standard} extra={kettle.standards.length ? undefined : names.noStandard} rules={needed(names.standard)}><Select showSearch options={options(kettle.standards)} /></Form.Item>
        </div>
        <Form.Item name="only_conforming" valuePropName="checked" extra={names.onlyConformingHint}><Checkbox>{names.onlyConforming}</Checkbox></Form.Item>
        <Button type="primary" htmlType="submit">{names.preview}</Button>
      </Form>
    </Panel>
  );
}
