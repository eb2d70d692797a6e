// A new token: what for, how far, how long; then its secret, once.

import { Alert, App, Button, Checkbox, Form, Input, InputNumber, Modal, Select } from "antd";
import { CopyOutlined } from "@/look/icons";
import { ask } from "@/api/client";
import { useMe } from "@/api/session";
import type { NewToken, Scope } from "@/api/types";
import { useAct } from "@/parts/actions";
import { DialogForm } from "@/parts/dialog-form";
import { useTexts } from "@/texts/context";

const SCOPES: readonly Scope[] = ["read", "launch", "manage"];
const DAYS = 90;
const MOST_DAYS = 365;

interface Fields {
  title: string;
  scopes: Scope[];
  project?: string | null;
  days: number;
}

interface TokenFormProps {
  close: () => void;
  made: (token: NewToken) => void;
  stale: readonly (readonly unknown[])[];
}

export function TokenForm({ close, made, stale }: TokenFormProps) {
  const texts = useTexts().account;
  const { required } = useTexts().common;
  const me = useMe();
  const [form] = Form.useForm<Fields>();
  const create = useAct({
    act: (fields: Fields) => ask<NewToken>("POST", "api/tokens", { body: { ...fields, project: fields.project || null } }),
    stale,
    after: (token: NewToken) => (close(), made(token)),
    failed: () => true,
  });
  return (
    <DialogForm title={texts.createToken} form={form} initial={{ scopes: ["read"], days: DAYS }} submit={(fields) => create.mutate(fields)} isPending={create.isPending} error={create.error} close={close}>
      <Form.Item name="title" label={texts.tokenTitle} rules={[{ required: true, message: required(texts.tokenTitle) }]}>
        <Input autoFocus placeholder={texts.tokenTitleHint} />
      </Form.Item>
      <Form.Item name="scopes" label={texts.scopes} rules={[{ required: true, message: required(texts.scopes) }]}>
        <Checkbox.Group options={SCOPES.map((scope) => ({ value: scope, label: texts.scope[scope] }))} />
      </Form.Item>
      <div className="form-pair">
        <Form.Item name="project" label={texts.project}>
          <Select allowClear placeholder={texts.anyProject} options={me.projects.map((project) => ({ value: project.name, label: project.title || project.name }))} />
        </Form.Item>
        <Form.Item name="days" label={texts.days} rules={[{ required: true, message: required(texts.days) }]}>
          <InputNumber min={1} max={MOST_DAYS} precision={0} style={{ width: "100%" }} />
        </Form.Item>
      </div>
    </DialogForm>
  );
}

export function SecretDialog({ token, close }: { token: NewToken; close: () => void }) {
  const texts = useTexts();
  const { message } = App.useApp();
  const copy = async () => {
    await navigator.clipboard.writeText(token.secret);
    void message.success(texts.common.copied);
  };
  return (
    <Modal open title={texts.account.secretTitle} onCancel={close} mask={{ closable: false }} footer={<Button onClick={close}>{texts.common.close}</Button>}>
      <Alert className="entry-said" type="warning" showIcon title={texts.account.secretHint} />
      <div className="secret">
        <code>{token.secret}</code>
        {window.isSecureContext ? <Button icon={<CopyOutlined />} onClick={() => void copy()}>{texts.common.copy}</Button> : null}
      </div>
    </Modal>
  );
}
