// A form in a dialog that closes when the server took it.

import { Alert, Form, Modal } from "antd";
import type { FormInstance } from "antd";
import type { ReactNode } from "react";
import { useSaid } from "@/parts/states";
import { useTexts } from "@/texts/context";

interface DialogFormProps<Fields extends object> {
  title: string;
  form: FormInstance<Fields>;
  initial?: Partial<Fields>;
  submit: (fields: Fields) => void;
  isPending: boolean;
  error: unknown;
  close: () => void;
  okText?: string;
  width?: number;
  children: ReactNode;
}

export function DialogForm<Fields extends object>(props: DialogFormProps<Fields>) {
  const texts = useTexts();
  const said = useSaid(props.error);
  return (
    <Modal
      open
      title={props.title}
      okText={props.okText ?? texts.common.save}
      cancelText={texts.common.cancel}
      confirmLoading={props.isPending}
      onOk={() => props.form.submit()}
      onCancel={props.close}
      destroyOnHidden
      width={props.width ?? 480}
    >
      <Form<Fields> form={props.form} layout="vertical" requiredMark="optional" initialValues={props.initial as Fields} onFinish={props.submit}>
        {props.error ? <Alert className="entry-said" type="error" showIcon title={said} role="alert" /> : null}
        {props.children}
      </Form>
    </Modal>
  );
}
