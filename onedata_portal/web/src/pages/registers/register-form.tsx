// A registered table in a dialog: new, or changed as a new version.

import { DeleteOutlined, PlusOutlined } from "@/look/icons";
import { Button, Form, Input, InputNumber, Select } from "antd";
import { useNavigate } from "react-router";
import { ask } from "@/api/client";
import { registerLink, registerPath, STALE, type RegisterDetail, type RegisteredTable } from "@/api/documents";
import { ProjectChoice, useFirstProject } from "@/pages/documents/project-choice";
import { useAct } from "@/parts/actions";
import { DialogForm } from "@/parts/dialog-form";
import { useTexts } from "@/texts/context";

type Fields = RegisteredTable & { project: string };

const WORDS = ["app", "field", "warehouse_level", "owner", "organisation", "status", "security_level", "ttl"] as const;
const COUNTS = ["lifecycle_days", "storage_bytes", "visits_seven", "visits_thirty"] as const;

export function RegisterForm({ detail, close }: { detail?: RegisterDetail; close: () => void }) {
  const texts = useTexts();
  const names = texts.registers;
  const go = useNavigate();
  const [form] = Form.useForm<Fields>();
  const first = useFirstProject();
  const save = useAct({
    act: ({ project, ...typed }: Fields) => {
      const table = { ...detail?.table, ...given(typed) };
      const body = { table, project: project ?? "", number: detail?.number ?? 0 };
      return detail
        ? ask<RegisterDetail>("PUT", registerPath(detail.table), { body: { ...body, table: { ...table, db: detail.table.db, table: detail.table.table } } })
        : ask<RegisterDetail>("POST", "api/registers", { body });
    },
    said: detail ? texts.common.saved : names.created,
    stale: STALE,
    after: (kept) => {
      close();
      if (!detail) void go(registerLink(kept.table));
    },
    failed: () => true,
  });
  const label = (field: string) => names.fields[field] ?? field;
  const required = (field: string) => [
    { required: true, message: texts.common.required(label(field)) },
    { pattern: /^[\p{L}\p{N}_$.-]+$/u, message: names.nameWrong },
  ];
  return (
    <DialogForm<Fields>
      title={detail ? names.edit : names.create}
      width={760}
      form={form}
      initial={detail ? { ...detail.table, project: detail.project } : { project: first, columns: [] }}
      submit={(fields) => save.mutate(fields)}
      isPending={save.isPending}
      error={save.error}
      close={close}
    >
      <div className="form-pair">
        <Form.Item name="db" label={label("db")} rules={required("db")}><Input disabled={Boolean(detail)} autoFocus={!detail} spellCheck={false} maxLength={120} className="mono" /></Form.Item>
        <Form.Item name="table" label={label("table")} rules={required("table")}><Input disabled={Boolean(detail)} spellCheck={false} maxLength={120} className="mono" /></Form.Item>
        <Form.Item name="project" label={texts.documents.project}>{detail ? <Input disabled /> : <ProjectChoice />}</Form.Item>
      </div>
      <Form.Item name="description" label={label("description")}><Input.TextArea autoSize={{ minRows: 1, maxRows: 5 }} /></Form.Item>
      <div className="form-pair">
        <Form.Item name="source" label={label("source")} extra={names.sourceHint}><Input spellCheck={false} className="mono" /></Form.Item>
        <Form.Item name="source_table" label={label("source_table")} extra={names.sourceTableHint}><Input spellCheck={false} className="mono" /></Form.Item>
      </div>
      <Columns />
      <div className="form-pair">{WORDS.map((field) => <Form.Item key={field} name={field} label={label(field)}><Input maxLength={200} /></Form.Item>)}</div>
      <div className="form-pair">{COUNTS.map((field) => <Form.Item key={field} name={field} label={label(field)}><InputNumber className="wide" min={0} precision={0} /></Form.Item>)}</div>
      <div className="form-pair">
        <Form.Item name="partition_start" label={label("partition_start")}><Input /></Form.Item>
        <Form.Item name="partition_end" label={label("partition_end")}><Input /></Form.Item>
      </div>
      <Form.Item name="location" label={label("location")}><Input className="mono" spellCheck={false} maxLength={200} /></Form.Item>
      <Form.Item name="create_table_ddl" label={label("create_table_ddl")}><Input.TextArea className="mono" spellCheck={false} autoSize={{ minRows: 2, maxRows: 10 }} /></Form.Item>
    </DialogForm>
  );
}

/** Return what is sent: nothing that is not typed. */
function given(fields: Partial<Fields>): Partial<RegisteredTable> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<RegisteredTable>;
}

function Columns() {
  const names = useTexts().registers;
  const partitions = Object.entries(names.partitions).map(([value, label]) => ({ value, label }));
  return (
    <Form.Item label={names.fields["columns"]}>
      <Form.List name="columns">
        {(fields, { add, remove }) => (
          <div className="column-rows">
            {fields.map(({ key, name }) => (
              <div key={key} className="column-row">
                <Form.Item noStyle name={[name, "name"]} rules={[{ required: true }]}><Input aria-label={names.columnName} placeholder={names.columnName} className="mono" /></Form.Item>
                <Form.Item noStyle name={[name, "type"]}><Input aria-label={names.columnType} placeholder={names.columnType} className="mono" /></Form.Item>
                <Form.Item noStyle name={[name, "description"]}><Input aria-label={names.columnDescription} placeholder={names.columnDescription} /></Form.Item>
                <Form.Item noStyle name={[name, "partition"]} initialValue="none"><Select aria-label={names.columnPartition} options={partitions} /></Form.Item>
                <Button type="text" aria-label={names.removeColumn} icon={<DeleteOutlined />} onClick={() => remove(name)} />
              </div>
            ))}
            <Button size="small" icon={<PlusOutlined />} onClick={() => add({ partition: "none" })}>{names.addColumn}</Button>
          </div>
        )}
      </Form.List>
    </Form.Item>
  );
}
