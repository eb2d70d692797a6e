// What a person says of a table or column, in a dialog: always with room for the reason.

import { Alert, AutoComplete, Form, Input } from "antd";
import { assetKey } from "@/api/assets";
import { addAnnotation, endAnnotation, TAGGED, TERMS, useTerms, type Annotation, type NewAnnotation } from "@/api/tags";
import { useTermTitle } from "@/components/tags/term-title";
import { useAct } from "@/parts/actions";
import { DialogForm } from "@/parts/dialog-form";
import { useSensitivityOptions } from "@/parts/sensitivity";
import { useTexts } from "@/texts/context";

/** What a person is about to say: something new, or that an annotation holds no more. */
export type Saying =
  | { kind: NonNullable<NewAnnotation["kind"]>; column: string; value: string; title: string }
  | { end: number; value: string };

interface Fields {
  value: string;
  why: string;
}

/** Return whether a reason is needed: where personal data could be shown to more people. */
const isWeighty = (kind: string, value: string) => value.startsWith("pii:") && (kind === "refused" || value !== "pii:direct");

export function SayForm({ asset, saying, close }: { asset: string; saying: Saying; close: () => void }) {
  const texts = useTexts();
  const [form] = Form.useForm<Fields>();
  const isEnd = "end" in saying;
  const kind = isEnd ? "end" : saying.kind;
  const value = Form.useWatch("value", form) ?? saying.value;
  const isGiven = isEnd || kind === "refused";
  const weighty = isWeighty(kind, value) || (isEnd && value.startsWith("pii:"));
  const say = useAct<Fields, Annotation>({
    act: (fields) =>
      isEnd ? endAnnotation(saying.end, fields.why ?? "") : addAnnotation({ asset, column: saying.column, kind: saying.kind, value: isGiven ? saying.value : fields.value, why: fields.why ?? "" }),
    said: texts.common.saved,
    stale: [TAGGED, TERMS, ["rows"], assetKey(asset)],
    after: close,
    failed: () => true,
  });
  return (
    <DialogForm<Fields>
      title={isEnd ? texts.tags.endTag(saying.value) : saying.title}
      form={form}
      initial={{ value: saying.value, why: "" }}
      submit={say.mutate}
      isPending={say.isPending}
      error={say.error}
      close={close}
    >
      {isGiven ? null : (
        <Form.Item name="value" label={kind === "tag" ? texts.tags.value : texts.tags.kinds[kind]} extra={kind === "tag" ? texts.tags.valueHint : undefined} rules={[{ required: true, message: texts.common.required(texts.tags.value) }]}>
          {kind === "tag" ? <TagChoice /> : kind === "description" ? <Input.TextArea autoFocus autoSize={{ minRows: 2 }} maxLength={4000} /> : <Input autoFocus maxLength={64} />}
        </Form.Item>
      )}
      {weighty ? <Alert className="entry-said" type="warning" showIcon title={texts.tags.lowers} /> : null}
      <Form.Item name="why" label={texts.tags.why} extra={texts.tags.whyHint} rules={weighty && !isEnd ? [{ required: true, message: texts.common.required(texts.tags.why) }] : []}>
        <Input.TextArea autoFocus={isGiven} autoSize={{ minRows: 1, maxRows: 5 }} maxLength={1000} />
      </Form.Item>
    </DialogForm>
  );
}

function TagChoice(field: { id?: string; value?: string; onChange?: (value: string) => void }) {
  const titleOf = useTermTitle();
  const terms = useTerms();
  const options = [
    ...(terms.data?.items ?? []).map(({ term }) => ({
      value: `term:${term.name}`,
      label: titleOf(term),
    })),
    ...useSensitivityOptions().map(({ value, label }) => ({ value: `pii:${value}`, label: `pii:${value} · ${label}` })),
  ];
  return (
    <AutoComplete
      {...field}
      autoFocus
      options={options}
      showSearch={{ filterOption: (text, option) => `${option?.label} ${option?.value}`.toLowerCase().includes(text.toLowerCase()) }}
    />
  );
}
