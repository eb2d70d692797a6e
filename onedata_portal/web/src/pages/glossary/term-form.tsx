// A term in a dialog: what is saved is a draft.

import { Form, Input, Select } from "antd";
import { useNavigate } from "react-router";
import { ask } from "@/api/client";
import { TAGGED, termLink, termPath, TERMS, useTerms, type Term, type TermVersion } from "@/api/tags";
import { useAct } from "@/parts/actions";
import { DialogForm } from "@/parts/dialog-form";
import { useTexts } from "@/texts/context";

interface Fields extends Term {
  why?: string;
}

const EMPTY: Fields = { name: "", title_zh: "", title_en: "", definition_zh: "", definition_en: "", synonyms: [], domain: "", owner: "", parent: null, related: [] };

/** Edit a term that was looked at in version `number`, or a new one. */
export function TermForm({ term, number = 0, close }: { term?: Term; number?: number; close: () => void }) {
  const texts = useTexts();
  const names = texts.glossary;
  const [form] = Form.useForm<Fields>();
  const go = useNavigate();
  const terms = useTerms();
  const others = (terms.data?.items ?? []).map((item) => item.term.name).filter((name) => name !== term?.name).map((value) => ({ value, label: value }));
  const save = useAct<Fields, TermVersion>({
    act: ({ why, ...fields }) => ask<TermVersion>("PUT", termPath(term?.name ?? fields.name), { body: { term: { ...fields, name: term?.name ?? fields.name, parent: fields.parent ?? null }, number, why: why ?? "" } }),
    said: texts.common.saved,
    stale: [TERMS, TAGGED],
    after: (_, fields) => {
      close();
      if (!term) void go(termLink(fields.name));
    },
    failed: () => true,
  });
  const text = (name: keyof Term, label: string) => <Form.Item name={name} label={label}><Input maxLength={200} /></Form.Item>;
  const prose = (name: keyof Term, label: string) => <Form.Item name={name} label={label}><Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={4000} /></Form.Item>;
  return (
    <DialogForm<Fields> title={term ? names.edit : names.add} form={form} initial={term ?? EMPTY} submit={save.mutate} isPending={save.isPending} error={save.error} close={close}>
      {term ? null : (
        <Form.Item name="name" label={names.name} extra={names.nameHint} rules={[{ required: true, message: texts.common.required(names.name) }]}>
          <Input autoFocus maxLength={100} />
        </Form.Item>
      )}
      {text("title_zh", names.titleZh)}
      {text("title_en", names.titleEn)}
      {prose("definition_zh", names.definitionZh)}
      {prose("definition_en", names.definitionEn)}
      <Form.Item name="synonyms" label={names.synonyms}><Select mode="tags" tokenSeparators={[",", ";", "，", "；"]} open={false} suffixIcon={null} /></Form.Item>
      {text("domain", names.domain)}
      {text("owner", names.owner)}
      <Form.Item name="parent" label={names.parent}><Select allowClear showSearch options={others} /></Form.Item>
      <Form.Item name="related" label={names.related}><Select mode="multiple" options={others} /></Form.Item>
      <Form.Item name="why" label={texts.tags.why}><Input maxLength={1000} /></Form.Item>
    </DialogForm>
  );
}
