// A new account, or a change of one.

import { Form, Input, Switch } from "antd";
import { ask, filled } from "@/api/client";
import { SESSION, useMe } from "@/api/session";
import type { Person } from "@/api/types";
import { useAct } from "@/parts/actions";
import { DialogForm } from "@/parts/dialog-form";
import { useTexts } from "@/texts/context";

interface Fields {
  name: string;
  display_name: string;
  email: string;
  organisation: string;
  password?: string;
  is_admin: boolean;
}

/** Return what a change sends: only what is different. */
export function differences(before: Person, fields: Fields): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  if (fields.name !== before.name) changed["new_name"] = fields.name;
  for (const key of ["display_name", "email", "organisation", "is_admin"] as const) {
    if (fields[key] !== (before[key] ?? (key === "is_admin" ? false : ""))) changed[key] = fields[key];
  }
  if (fields.password) changed["password"] = fields.password;
  return changed;
}

export function PersonForm({ person, close }: { person: Person | null; close: () => void }) {
  const texts = useTexts();
  const me = useMe();
  const [form] = Form.useForm<Fields>();
  const save = useAct({
    act: (fields: Fields) =>
      person
        ? ask<Person>("PATCH", filled("api/people/{name}", { name: person.name }), { body: differences(person, fields) })
        : ask<Person>("POST", "api/people", { body: { ...fields, password: fields.password || null } }),
    said: person ? texts.common.saved : texts.people.createdNow,
    stale: [["people"], SESSION],
    after: close,
    failed: () => true,
  });
  const initial: Partial<Fields> = {
    name: person?.name ?? "",
    display_name: person?.display_name ?? "",
    email: person?.email ?? "",
    organisation: person?.organisation ?? "",
    is_admin: person?.is_admin ?? false,
  };
  const isLocal = !person || (person.source ?? "local") === "local";
  return (
    <DialogForm
      title={person ? texts.people.editTitle(person.display_name || person.name) : texts.people.create}
      form={form}
      initial={initial}
      submit={(fields) => save.mutate(fields)}
      isPending={save.isPending}
      error={save.error}
      close={close}
    >
      <div className="form-pair">
        <Form.Item name="name" label={texts.people.name} rules={[{ required: true, message: texts.common.required(texts.people.name) }]}>
          <Input autoComplete="off" autoCapitalize="none" spellCheck={false} />
        </Form.Item>
        <Form.Item name="display_name" label={texts.people.displayName}>
          <Input autoComplete="off" />
        </Form.Item>
      </div>
      <Form.Item name="email" label={texts.people.email} rules={[{ type: "email", message: texts.register.emailWrong }]}>
        <Input type="email" autoComplete="off" />
      </Form.Item>
      <Form.Item name="organisation" label={texts.people.organisation} extra={texts.people.organisationHint}>
        <Input autoComplete="off" />
      </Form.Item>
      {isLocal ? (
        <Form.Item
          name="password"
          label={texts.people.password}
          extra={person ? `${texts.people.passwordKeep} · ${texts.people.passwordResets}` : texts.people.passwordHint}
          rules={person ? [] : [{ required: true, message: texts.common.required(texts.people.password) }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      ) : null}
      <Form.Item name="is_admin" label={texts.people.admin} valuePropName="checked" extra={texts.people.adminHint}>
        <Switch disabled={person?.name === me.name} />
      </Form.Item>
    </DialogForm>
  );
}
