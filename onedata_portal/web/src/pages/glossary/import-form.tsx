// A glossary read in from a CSV or YAML file.

import { Form, Input } from "antd";
import { useState } from "react";
import { ask } from "@/api/client";
import { TERMS, type TermsRead } from "@/api/tags";
import { textOf } from "@/pages/documents/file-text";
import { useAct } from "@/parts/actions";
import { DialogForm } from "@/parts/dialog-form";
import { useTexts } from "@/texts/context";

export function ImportForm({ close }: { close: () => void }) {
  const texts = useTexts();
  const [form] = Form.useForm<{ why?: string }>();
  const [file, setFile] = useState<File | null>(null);
  const read = useAct<{ why?: string }, TermsRead>({
    act: async ({ why }) => {
      const kind = /\.ya?ml$/i.test(file?.name ?? "") ? "yaml" : "csv";
      return ask<TermsRead>("POST", "api/glossary/import", { body: { kind, text: file ? await textOf(file) : "", why: why ?? "" } });
    },
    said: (answer) => texts.glossary.imported(String(answer.added.length), String(answer.changed.length)),
    stale: [TERMS],
    after: close,
    failed: () => true,
  });
  return (
    <DialogForm title={texts.glossary.importTitle} okText={texts.glossary.import} form={form} submit={read.mutate} isPending={read.isPending} error={read.error} close={close}>
      <Form.Item label={texts.glossary.file} htmlFor="glossary-file" extra={texts.glossary.importHint} required>
        <input id="glossary-file" type="file" accept=".csv,.yaml,.yml" onChange={(event) => setFile(event.target.files?.[0] ?? null)} />
      </Form.Item>
      <Form.Item name="why" label={texts.tags.why}><Input maxLength={1000} /></Form.Item>
    </DialogForm>
  );
}
