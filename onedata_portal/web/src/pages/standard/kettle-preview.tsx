// A transformation as it would be now: its columns, what it changes, and the use of it.

import { Alert, Button, Form, Input, Table } from "antd";
import { useState } from "react";
import { ask } from "@/api/client";
import { kettleKeys, useKettlePreview, type Kettle, type KettlePreview, type KettleWanted } from "@/api/kettle";
import { useAct } from "@/parts/actions";
import { DialogForm } from "@/parts/dialog-form";
import { Diff, DiffCount } from "@/parts/diff";
import { Panel } from "@/parts/page";
import { Loading, useSaid } from "@/parts/states";
import { Chip, Mark, NOTHING } from "@/parts/values";
import { useLanguage, useTexts } from "@/texts/context";

interface Props {
  kettle: Kettle;
  wanted: KettleWanted;
}

type KettleColumn = KettlePreview["columns"][number];

export function KettlePreviewPanel({ kettle, wanted }: Props) {
  const texts = useTexts().kettlePlan;
  const language = useLanguage();
  const query = useKettlePreview(kettle.table, wanted);
  const said = useSaid(query.error);
  const shown = query.data;
  if (query.error) return <Alert type="error" showIcon role="alert" title={texts.refused} description={said} />;
  if (!shown) return <Panel title={texts.shown}><Loading rows={5} /></Panel>;
  return (
    <>
      <Panel title={texts.columns} beside={<span className="quiet">{texts.columnsOf(String(shown.columns.length))}</span>} flush>
        <Columns columns={shown.columns} />
      </Panel>
      <Panel title={texts.notes}>
        <ul>{shown.notes.map((note) => <li key={note.en}>{note[language]}</li>)}</ul>
      </Panel>
      <Panel title={shown.in_use ? texts.changes(String(shown.in_use)) : texts.wholeFile} beside={<DiffCount diff={shown.diff} />} flush>
        <div className="panel-note row">
          <Mark tone={shown.waits ? "warn" : "good"}>{shown.waits ? texts.waits : texts.same}</Mark>
          {kettle.may_change && shown.waits ? <Use kettle={kettle} wanted={wanted} shown={shown} /> : null}
        </div>
        {shown.diff ? <Diff diff={shown.diff} label={texts.shown} /> : null}
      </Panel>
    </>
  );
}

function Columns({ columns }: { columns: readonly KettleColumn[] }) {
  const texts = useTexts().kettlePlan;
  const standards = useTexts().standards;
  return (
    <div className="table-scroll" role="region" tabIndex={0} aria-label={texts.columns}>
      <Table<KettleColumn>
        size="small"
        rowKey="name"
        pagination={columns.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
        dataSource={[...columns]}
        columns={[
          { key: "source", title: texts.from, render: (_, one) => <span className="mono">{one.source}</span> },
          { key: "name", title: texts.to, render: (_, one) => <span className="row-tight"><span className="mono">{one.name}</span>{one.is_key ? <Chip tone="busy">{standards.key}</Chip> : null}{one.source === one.name ? null : <Chip>{texts.renamed}</Chip>}</span> },
          { key: "type", title: texts.converted, render: (_, one) => (one.type ? <Chip>{one.type}</Chip> : NOTHING) },
        ]}
      />
    </div>
  );
}

function Use({ kettle, wanted, shown }: Props & { shown: KettlePreview }) {
  const texts = useTexts();
  const names = texts.kettlePlan;
  const [form] = Form.useForm<{ reason?: string }>();
  const [open, setOpen] = useState(false);
  const use = useAct({
    act: ({ reason }: { reason?: string }) => ask<Kettle>("POST", "api/standards/kettle/versions", { body: { table: kettle.table, wanted, after: shown.in_use, mark: shown.mark, reason: reason ?? "" } }),
    said: (answer) => names.used(answer.file),
    stale: kettleKeys(kettle.table),
    after: () => setOpen(false),
    failed: () => true,
  });
  return (
    <>
      <Button type="primary" disabled={!kettle.is_writable} onClick={() => setOpen(true)}>{names.use}</Button>
      {open ? (
        <DialogForm title={names.use} okText={names.use} form={form} submit={(fields) => use.mutate(fields)} isPending={use.isPending} error={use.error} close={() => setOpen(false)}>
          <p className="quiet">{names.useHint(kettle.file)}</p>
          <Form.Item name="reason" label={texts.standards.reason}><Input.TextArea autoFocus autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} /></Form.Item>
        </DialogForm>
      ) : null}
    </>
  );
}
