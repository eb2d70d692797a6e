// Settings of the platform, for administrators.

import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Form, Input, InputNumber, Switch } from "antd";
import { ask } from "@/api/client";
import { SESSION, useMe } from "@/api/session";
import type { PlatformSettings } from "@/api/types";
import { useAct } from "@/parts/actions";
import { PageFrame, Panel } from "@/parts/page";
import { Forbidden, Loaded, useSaid } from "@/parts/states";
import { useTexts } from "@/texts/context";

const KEY = ["settings"] as const;

export default function SettingsPage() {
  return useMe().is_admin ? <Settings /> : <Forbidden />;
}

function Settings() {
  const texts = useTexts();
  const query = useQuery({ queryKey: KEY, queryFn: () => ask<PlatformSettings>("GET", "api/settings") });
  return (
    <PageFrame title={texts.settings.title}>
      <Loaded query={query}>{(settings) => <SettingsForm settings={settings} />}</Loaded>
    </PageFrame>
  );
}

function SettingsForm({ settings }: { settings: PlatformSettings }) {
  const texts = useTexts().settings;
  const common = useTexts().common;
  const save = useAct({
    act: (body: PlatformSettings) => ask<PlatformSettings>("PUT", "api/settings", { body }),
    said: common.saved,
    stale: [KEY, SESSION],
    failed: () => true,
  });
  const said = useSaid(save.error);
  const whole = (name: keyof PlatformSettings, label: string, min: number, max: number) => (
    <Form.Item name={name} label={label} rules={[{ required: true, message: common.required(label) }]}>
      <InputNumber min={min} max={max} precision={0} style={{ width: "100%" }} />
    </Form.Item>
  );
  return (
    <Form<PlatformSettings> layout="vertical" requiredMark={false} initialValues={settings} onFinish={(fields) => save.mutate(fields)}>
      {save.error ? <Alert className="entry-said" type="error" showIcon title={said} role="alert" /> : null}
      <div className="grid grid-2">
        <Panel title={texts.general}>
          <Form.Item name="product_name" label={texts.productName} rules={[{ required: true, message: common.required(texts.productName) }]}>
            <Input />
          </Form.Item>
          <Form.Item name="external_url" label={texts.externalUrl} extra={texts.externalUrlHint}>
            <Input inputMode="url" spellCheck={false} />
          </Form.Item>
        </Panel>
        <Panel title={texts.security}>
          <Form.Item name="registration_open" label={texts.registrationOpen} valuePropName="checked" extra={texts.registrationHint}>
            <Switch />
          </Form.Item>
          <div className="form-pair">
            {whole("registrations_per_address", texts.registrationsPerAddress, 1, 10_000)}
            {whole("registrations_per_hour", texts.registrationsPerHour, 1, 100_000)}
            {whole("session_hours", texts.sessionHours, 1, 2160)}
            {whole("password_min_length", texts.passwordMinLength, 8, 64)}
            {whole("lockout_failures", texts.lockoutFailures, 3, 100)}
            {whole("lockout_minutes", texts.lockoutMinutes, 1, 1440)}
          </div>
        </Panel>
      </div>
      <div className="form-end">
        <Button type="primary" htmlType="submit" loading={save.isPending}>{common.save}</Button>
      </div>
    </Form>
  );
}
