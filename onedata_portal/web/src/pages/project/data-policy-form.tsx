// One data policy in a dialog.

import { DatePicker, Form, Input, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import type { DataPolicy, Shown } from "@/api/tables";
import type { Member } from "@/api/types";
import { useSubjectName, useSubjects } from "@/pages/project/subjects";
import { DialogForm } from "@/parts/dialog-form";
import { useTexts } from "@/texts/context";

type Fields = Omit<DataPolicy, "until"> & { until?: Dayjs | null };

const WAYS: readonly Shown[] = ["clear", "pseudonym", "partial", "year", "empty", "hidden"];
const SENSITIVITIES = ["sensitivity:direct", "sensitivity:indirect"];

interface Props {
  policy: DataPolicy | undefined;
  taken: readonly string[];
  members: readonly Member[];
  submit: (policy: DataPolicy) => void;
  isPending: boolean;
  error: unknown;
  close: () => void;
}

const EMPTY: Fields = { name: "", subject: "everyone", tables: [], effect: "allow", purpose: "", rows: "", columns: [], shown: "clear" };

/** Choose everyone, a role or a member, or write a department or a person who is no member yet. */
function SubjectChoice({ members, ...field }: { members: readonly Member[]; id?: string; value?: string; onChange?: (subject: string) => void }) {
  const [typed, setTyped] = useState("");
  const known = useSubjects(members);
  const name = useSubjectName(members);
  const written = [typed, field.value ?? ""].filter((one) => /^(department|person):\S/.test(one) && !known.some(({ value }) => value === one));
  const options = [...known, ...[...new Set(written)].map((value) => ({ value, label: name(value) }))];
  return (
    <Select
      {...field}
      showSearch={{ onSearch: setTyped, filterOption: (text, option) => `${option?.label} ${option?.value}`.toLowerCase().includes(text.toLowerCase()) }}
      options={options}
    />
  );
}

export function DataPolicyForm({ policy, taken, members, submit, isPending, error, close }: Props) {
  const texts = useTexts();
  const [form] = Form.useForm<Fields>();
  const effect = Form.useWatch("effect", form) ?? policy?.effect ?? "allow";
  const required = (label: string) => [{ required: true, message: texts.common.required(label) }];
  const initial: Fields = policy ? { ...policy, until: policy.until ? dayjs(policy.until) : null } : EMPTY;
  const given = ({ until, ...fields }: Fields): DataPolicy => ({
    ...fields,
    rows: effect === "deny" ? "" : (fields.rows ?? ""),
    columns: effect === "deny" ? [] : (fields.columns ?? []),
    purpose: fields.purpose ?? "",
    shown: fields.shown ?? "clear",
    until: until ? until.format("YYYY-MM-DD") : null,
  });
  const names = texts.dataPolicies;
  return (
    <DialogForm<Fields> title={policy ? names.edit : names.add} form={form} initial={initial} submit={(fields) => submit(given(fields))} isPending={isPending} error={error} close={close}>
      <Form.Item
        name="name"
        label={names.name}
        rules={[...required(names.name), { validator: (_, value: string) => (taken.includes(value) ? Promise.reject(new Error(names.taken)) : Promise.resolve()) }]}
      >
        <Input autoFocus maxLength={200} />
      </Form.Item>
      <Form.Item name="subject" label={texts.rights.subject} extra={names.subjectHint} rules={required(texts.rights.subject)}>
        <SubjectChoice members={members} />
      </Form.Item>
      <Form.Item name="tables" label={names.tables} extra={names.tablesHint} rules={required(names.tables)}>
        <Select mode="tags" tokenSeparators={[",", " ", "，"]} open={false} suffixIcon={null} />
      </Form.Item>
      <Form.Item name="effect" label={texts.rights.effectName}>
        <Select options={(["allow", "deny"] as const).map((value) => ({ value, label: texts.rights.effect[value] }))} />
      </Form.Item>
      {effect === "deny" ? null : (
        <>
          <Form.Item name="rows" label={names.rows} extra={names.rowsHint}>
            <Input.TextArea className="mono" autoSize={{ minRows: 1, maxRows: 8 }} placeholder="region = $department" spellCheck={false} />
          </Form.Item>
          <Form.Item name="columns" label={names.columns} extra={names.columnsHint}>
            <Select mode="tags" tokenSeparators={[",", " ", "，"]} options={SENSITIVITIES.map((value) => ({ value, label: value }))} />
          </Form.Item>
          <Form.Item name="shown" label={names.shown}>
            <Select options={WAYS.map((value) => ({ value, label: texts.data.shown[value] }))} />
          </Form.Item>
        </>
      )}
      <Form.Item name="purpose" label={texts.data.purpose} extra={names.purposeHint}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="until" label={names.until} extra={names.untilHint}>
        <DatePicker />
      </Form.Item>
    </DialogForm>
  );
}
