// What runs, services and notebooks of a project inherit: as typed, and beside it as parsed.

import { Alert, Button, Form, Input } from "antd";
import { useEffect } from "react";
import { ApiError, ask, filled } from "@/api/client";
import type { ProjectDetail, ProjectSettings } from "@/api/types";
import { Parsed } from "@/pages/project/parsed";
import { useAct } from "@/parts/actions";
import { Panel } from "@/parts/page";
import { useSaid } from "@/parts/states";
import { useLanguage, useTexts } from "@/texts/context";

export function SettingsTab({ project }: { project: ProjectDetail }) {
  const texts = useTexts();
  return (
    <div className="grid grid-2">
      <Panel title={texts.projects.inherited}>
        <SettingsForm project={project} />
      </Panel>
      {project.parsed ? (
        <Panel title={texts.projects.parsed} beside={<span className="quiet">{texts.projects.parsedHint}</span>}>
          <Parsed value={project.parsed} />
        </Panel>
      ) : null}
    </div>
  );
}

/** Return the settings without what is empty, as the server keeps them. */
export function withoutEmpty(value: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) {
    if (one === null || one === undefined || one === "") continue;
    const next = typeof one === "object" ? withoutEmpty(one as Record<string, unknown>) : String(one).trim();
    if (typeof next === "object" ? Object.keys(next).length : next) kept[name] = next;
  }
  return kept;
}

interface Fault {
  field: string;
  en: string;
  zh: string;
}

/** Return what the server said of single settings, as the form shows it beside their fields. */
export function fieldErrors(faults: readonly Fault[], language: "en" | "zh") {
  return faults.map((fault) => ({ name: fault.field.split("."), errors: [fault[language]] }));
}

function faultsOf(error: unknown): readonly Fault[] {
  const faults = error instanceof ApiError ? error.details["faults"] : undefined;
  return Array.isArray(faults) ? (faults as Fault[]) : [];
}

function SettingsForm({ project }: { project: ProjectDetail }) {
  const texts = useTexts();
  const language = useLanguage();
  const [form] = Form.useForm<ProjectSettings>();
  const show = (faults: readonly Fault[]) => form.setFields(fieldErrors(faults, language) as Parameters<typeof form.setFields>[0]);
  useEffect(() => show(project.faults), [project, language]);
  const save = useAct({
    act: (settings: ProjectSettings) =>
      ask<ProjectDetail>("PATCH", filled("api/projects/{name}", { name: project.name }), { body: { settings: withoutEmpty({ ...settings }) } }),
    said: texts.common.saved,
    stale: [["project", project.name]],
    failed: (error) => {
      show(faultsOf(error));
      return error instanceof ApiError;
    },
  });
  const said = useSaid(save.error);
  return (
    <Form<ProjectSettings> form={form} layout="vertical" disabled={!project.may.manage} initialValues={project.settings} onFinish={(fields) => save.mutate(fields)}>
      {project.may.manage ? null : <Alert className="entry-said" type="info" showIcon title={texts.projects.readOnly} />}
      {save.error && !faultsOf(save.error).length ? <Alert className="entry-said" type="error" showIcon title={said} role="alert" /> : null}
      <Form.Item name="mounts" label={texts.projects.mounts} extra={texts.projects.mountsHint}>
        <Input.TextArea className="mono" spellCheck={false} autoSize={{ minRows: 3, maxRows: 10 }} />
      </Form.Item>
      <div className="form-pair">
        <Text name="node_selector" label={texts.projects.nodeSelector} hint={texts.projects.nodeSelectorHint} />
        <Text name="resource_group" label={texts.projects.resourceGroup} />
        <Text name="cluster" label={texts.projects.cluster} />
        <Text name="priority" label={texts.projects.priority} hint={texts.projects.priorityHint} />
      </div>
      <Text name="proxy_address" label={texts.projects.proxyAddress} hint={texts.projects.proxyAddressHint} />
      <Amounts title={texts.projects.quotas} path={["quotas"]} />
      <Amounts title={texts.projects.memberQuotas} path={["quotas", "member"]} hint={texts.projects.quotaHint} />
      {project.may.manage ? <Button type="primary" htmlType="submit" loading={save.isPending}>{texts.common.save}</Button> : null}
    </Form>
  );
}

function Text({ name, label, hint }: { name: string | string[]; label: string; hint?: string }) {
  return (
    <Form.Item name={name} label={label} extra={hint}>
      <Input spellCheck={false} className="mono" />
    </Form.Item>
  );
}

function Amounts({ title, path, hint }: { title: string; path: string[]; hint?: string }) {
  const texts = useTexts();
  return (
    <fieldset className="fields">
      <legend>{title}</legend>
      <div className="form-three">
        <Text name={[...path, "cpu"]} label={texts.projects.cpu} />
        <Text name={[...path, "memory"]} label={texts.projects.memory} />
        <Text name={[...path, "gpu"]} label={texts.projects.gpu} />
      </div>
      {hint ? <p className="field-hint">{hint}</p> : null}
    </fieldset>
  );
}
