// The form with which a person changes their own password.

import { Alert, App, Button, Checkbox, Form, Input } from "antd";
import { useChangePassword } from "@/api/session";
import { NewPassword } from "@/pages/signin/register-form";
import { useSaid } from "@/parts/states";
import { useTexts } from "@/texts/context";

interface Fields {
  old: string;
  new: string;
  end_keys?: boolean;
}

export function ChangePassword({ block = false }: { block?: boolean }) {
  const texts = useTexts();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const change = useChangePassword();
  const said = useSaid(change.error);
  const finish = (fields: Fields) =>
    change.mutate(
      { old: fields.old, new: fields.new, end_keys: fields.end_keys ?? false },
      {
        onSuccess: () => {
          form.resetFields();
          void message.success(texts.password.changed);
        },
      },
    );
  return (
    <Form<Fields> form={form} layout="vertical" requiredMark={false} onFinish={finish}>
      {change.error ? <Alert className="entry-said" type="error" showIcon title={said} role="alert" /> : null}
      <Form.Item name="old" label={texts.password.old} rules={[{ required: true, message: texts.common.required(texts.password.old) }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <NewPassword name="new" label={texts.password.new} />
      <Form.Item name="end_keys" valuePropName="checked" extra={texts.password.endKeysHint}>
        <Checkbox>{texts.password.endKeys}</Checkbox>
      </Form.Item>
      <Button type="primary" htmlType="submit" block={block} loading={change.isPending}>{texts.password.submit}</Button>
    </Form>
  );
}
