// User name and password, and why they did not do.

import { Alert, Button, Form, Input } from "antd";
import { ApiError } from "@/api/client";
import { useSignIn } from "@/api/session";
import { formatDuration } from "@/format";
import { saidBy } from "@/parts/states";
import { useLanguage, useTexts } from "@/texts/context";

interface Fields {
  name: string;
  password: string;
}

export function PasswordForm({ provider }: { provider: string }) {
  const texts = useTexts();
  const { signIn } = useSignIn();
  const refusal = useRefusal(signIn.error);
  return (
    <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => signIn.mutate({ ...fields, provider })}>
      {refusal ? <Alert className="entry-said" type="error" showIcon title={refusal} role="alert" /> : null}
      <Form.Item name="name" label={texts.signIn.name} rules={[{ required: true, message: texts.common.required(texts.signIn.name) }]}>
        <Input size="large" autoFocus autoComplete="username" autoCapitalize="none" spellCheck={false} />
      </Form.Item>
      <Form.Item name="password" label={texts.signIn.password} rules={[{ required: true, message: texts.common.required(texts.signIn.password) }]}>
        <Input.Password size="large" autoComplete="current-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" size="large" block loading={signIn.isPending}>{texts.signIn.submit}</Button>
    </Form>
  );
}

/** Return why the person was not let in, in words that say what to do. */
function useRefusal(error: unknown): string {
  const texts = useTexts();
  const language = useLanguage();
  if (!error) return "";
  if (!(error instanceof ApiError)) return saidBy(error, language);
  const wait = error.details["retry_after_seconds"];
  switch (error.code) {
    case "bad_credentials":
      return texts.signIn.badCredentials;
    case "inactive":
      return texts.signIn.inactive;
    case "locked":
      return typeof wait === "number" ? texts.signIn.locked(formatDuration(wait, language)) : texts.signIn.lockedNow;
    default:
      return saidBy(error, language);
  }
}
