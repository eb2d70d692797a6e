// Registration, where administrators opened it.

import { Alert, Button, Form, Input } from "antd";
import { useSession, useSignIn, type Registration } from "@/api/session";
import { useSaid } from "@/parts/states";
import { useTexts } from "@/texts/context";

type Fields = Registration & { repeat: string };

export function RegisterForm({ back }: { back: () => void }) {
  const texts = useTexts();
  const { register } = useSignIn();
  const said = useSaid(register.error);
  const finish = ({ name, password, display_name, email }: Fields) =>
    register.mutate({ name, password, display_name: display_name ?? "", email: email ?? "" });
  const required = (label: string) => [{ required: true, message: texts.common.required(label) }];
  return (
    <>
      <h1 className="entry-title">{texts.register.title}</h1>
      <Form<Fields> layout="vertical" requiredMark="optional" onFinish={finish}>
        {register.error ? <Alert className="entry-said" type="error" showIcon title={said} role="alert" /> : null}
        <Form.Item name="name" label={texts.signIn.name} rules={required(texts.signIn.name)}>
          <Input autoFocus autoComplete="username" autoCapitalize="none" spellCheck={false} />
        </Form.Item>
        <Form.Item name="display_name" label={texts.register.displayName} rules={required(texts.register.displayName)}>
          <Input autoComplete="name" />
        </Form.Item>
        <Form.Item name="email" label={texts.register.email} rules={[{ type: "email", message: texts.register.emailWrong }]}>
          <Input autoComplete="email" type="email" />
        </Form.Item>
        <NewPassword />
        <Button type="primary" htmlType="submit" size="large" block loading={register.isPending}>{texts.register.submit}</Button>
      </Form>
      <Button type="link" block onClick={back}>{texts.signIn.toSignIn}</Button>
    </>
  );
}

/** A new password, typed twice; which ones will do is the server's rule. */
export function NewPassword({ name = "password", label }: { name?: string; label?: string }) {
  const texts = useTexts();
  const shown = label ?? texts.signIn.password;
  const shortest = useSession().data?.password_min_length;
  return (
    <>
      <Form.Item name={name} label={shown} extra={shortest ? texts.register.atLeast(String(shortest)) : undefined} rules={[{ required: true, message: texts.common.required(shown) }]}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="repeat"
        label={texts.register.repeat}
        dependencies={[name]}
        rules={[
          { required: true, message: texts.common.required(texts.register.repeat) },
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              !value || getFieldValue(name) === value ? Promise.resolve() : Promise.reject(new Error(texts.register.mismatch)),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  );
}
