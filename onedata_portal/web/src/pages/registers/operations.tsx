// Operations on registered tables, which administrators configure.

import { PlusOutlined } from "@/look/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Form, Input, Modal, Popconfirm, Segmented, Table } from "antd";
import { useState } from "react";
import { ask, filled } from "@/api/client";
import { REGISTERS, type KeptOperation, type Operation } from "@/api/documents";
import type { components } from "@/api/schema";
import { labelOf } from "@/pages/documents/label";
import { useAct } from "@/parts/actions";
import { DialogForm } from "@/parts/dialog-form";
import { Empty, Loaded } from "@/parts/states";
import { Chip } from "@/parts/values";
import { useLanguage, useTexts } from "@/texts/context";

const KEY = ["operations"];
const path = (name: string) => filled("api/operations/{name}", { name });

export function OperationsDialog({ close }: { close: () => void }) {
  const texts = useTexts();
  const names = texts.registers;
  const language = useLanguage();
  const query = useQuery({ queryKey: KEY, queryFn: () => ask<components["schemas"]["OperationList"]>("GET", "api/operations") });
  const [edited, setEdited] = useState<KeptOperation | "new" | null>(null);
  const remove = useAct({ act: (name: string) => ask("DELETE", path(name)), said: texts.documents.deleted, stale: [KEY, REGISTERS] });
  return (
    <Modal open title={names.operations} width={760} footer={null} onCancel={close}>
      <p className="quiet operations-hint">{names.operationsHint}</p>
      <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited("new")}>{names.addOperation}</Button>
      <Loaded query={query} rows={3}>
        {({ items }) =>
          items.length ? (
            <div className="table-scroll fact-gap" role="region" tabIndex={0} aria-label={names.operations}>
              <Table<KeptOperation>
                size="small"
                rowKey={(one) => one.operation.name}
                pagination={false}
                dataSource={items}
                columns={[
                  { key: "label", title: names.operation, render: (_, { operation }) => <><span className="cell-main">{labelOf(operation, language)}</span><div className="cell-sub mono">{operation.name}</div></> },
                  { key: "kind", title: names.operationKind, render: (_, { operation }) => <Chip>{names.operationKinds[operation.kind]}</Chip> },
                  { key: "what", title: names.operationDoes, render: (_, { operation }) => <code className="mono wrap">{operation.statement || operation.url}</code> },
                  {
                    key: "actions",
                    title: <span className="only-read">{texts.table.actions}</span>,
                    align: "right",
                    render: (_, one) => (
                      <span className="row-tight">
                        <Button type="text" size="small" aria-label={`${texts.common.edit} ${one.operation.name}`} onClick={() => setEdited(one)}>{texts.common.edit}</Button>
                        <Popconfirm title={names.deleteOperation} okText={texts.common.delete} cancelText={texts.common.cancel} onConfirm={() => remove.mutate(one.operation.name)}>
                          <Button type="text" size="small" danger aria-label={`${texts.common.delete} ${one.operation.name}`}>{texts.common.delete}</Button>
                        </Popconfirm>
                      </span>
                    ),
                  },
                ]}
              />
            </div>
          ) : <Empty title={names.noOperations} />
        }
      </Loaded>
      {edited ? <OperationForm kept={edited === "new" ? null : edited} close={() => setEdited(null)} /> : null}
    </Modal>
  );
}

function OperationForm({ kept, close }: { kept: KeptOperation | null; close: () => void }) {
  const texts = useTexts();
  const names = texts.registers;
  const [form] = Form.useForm<Operation>();
  const kind = Form.useWatch("kind", form) ?? kept?.operation.kind ?? "sql";
  const save = useAct({
    act: (operation: Operation) => ask("PUT", path(operation.name), { body: { operation: { ...operation, statement: kind === "sql" ? operation.statement : "", url: kind === "http" ? operation.url : "" }, number: kept?.number ?? 0 } }),
    said: texts.common.saved,
    stale: [KEY, REGISTERS],
    after: close,
    failed: () => true,
  });
  const required = (label: string) => [{ required: true, message: texts.common.required(label) }];
  return (
    <DialogForm<Operation> title={kept ? names.editOperation : names.addOperation} width={560} form={form} initial={kept?.operation ?? { kind: "sql" }} submit={(fields) => save.mutate(fields)} isPending={save.isPending} error={save.error} close={close}>
      <Form.Item name="name" label={texts.metrics.fields["name"] ?? ""} rules={[...required(texts.metrics.fields["name"] ?? ""), { pattern: /^[a-z][a-z0-9_]*$/, message: texts.metrics.nameWrong }]}><Input disabled={Boolean(kept)} className="mono" maxLength={60} /></Form.Item>
      <div className="form-pair">
        <Form.Item name="label_zh" label={texts.metrics.fields["label_zh"] ?? ""} rules={required(texts.metrics.fields["label_zh"] ?? "")}><Input maxLength={200} /></Form.Item>
        <Form.Item name="label_en" label={texts.metrics.fields["label_en"] ?? ""}><Input maxLength={200} /></Form.Item>
      </div>
      <Form.Item name="kind" label={names.operationKind}><Segmented options={Object.entries(names.operationKinds).map(([value, label]) => ({ value, label }))} /></Form.Item>
      {kind === "sql" ? (
        <Form.Item name="statement" label={names.statement} extra={names.statementHint} rules={required(names.statement)}><Input.TextArea className="mono" spellCheck={false} autoSize={{ minRows: 3, maxRows: 12 }} placeholder="ANALYZE {table}" /></Form.Item>
      ) : (
        <Form.Item name="url" label={names.url} extra={names.urlHint} rules={required(names.url)}><Input className="mono" spellCheck={false} placeholder="https://" /></Form.Item>
      )}
      <Form.Item name="description" label={names.fields["description"] ?? ""}><Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} /></Form.Item>
    </DialogForm>
  );
}
