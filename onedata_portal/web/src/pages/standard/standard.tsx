// The standard of one table: rules to review, change and try, how it is kept, versions, exports,
// and the Kettle transformation that brings the table to it.

import { Button, Dropdown, Form, Input, Tabs } from "antd";
import { useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { address, ask } from "@/api/client";
import { kettleKeys, useWaitingKettle } from "@/api/kettle";
import { STANDARDS, standardKey, useRuleNames, useStandard, type Standard, type StandardContent } from "@/api/standards";
import { DraftsPanel } from "@/pages/standard/drafts";
import { KettlePanel } from "@/pages/standard/kettle";
import { LoadingAgain } from "@/pages/standard/loading-again";
import { ResultPanel } from "@/pages/standard/result";
import { RulesPanel } from "@/pages/standard/rules";
import { TableRulesPanel } from "@/pages/standard/table-rules";
import { VersionsPanel } from "@/pages/standard/versions";
import { STATE_TONES } from "@/pages/standards/standards";
import { useAct } from "@/parts/actions";
import { assetPath } from "@/parts/dagster";
import { DialogForm } from "@/parts/dialog-form";
import { PageFrame, Panel } from "@/parts/page";
import { Empty, Loaded } from "@/parts/states";
import { Chip, Mark } from "@/parts/values";
import { useTexts } from "@/texts/context";

export default function StandardPage() {
  const table = useParams()["*"] ?? "";
  const texts = useTexts().standards;
  const query = useStandard(table);
  const state = query.data ? stateOf(query.data) : null;
  return (
    <PageFrame
      title={table}
      trail={{ title: texts.title, to: "/standards" }}
      beside={state ? <Mark tone={STATE_TONES[state]}>{texts.states[state]}</Mark> : null}
      actions={query.data ? <Actions standard={query.data} /> : null}
    >
      <Loaded query={query} rows={12}>{(standard) => <Parts standard={standard} />}</Loaded>
    </PageFrame>
  );
}

const stateOf = (standard: Standard) => standard.versions[0]?.state ?? "draft";

function Parts({ standard }: { standard: Standard }) {
  const texts = useTexts();
  const words = texts.standards;
  const [params, setParams] = useSearchParams();
  const waits = useWaitingKettle().get(standard.table);
  const mine = standard.drafts.find((draft) => draft.origin === "person");
  const scanned = standard.drafts.find((draft) => draft.origin === "scan");
  const content = mine?.content ?? standard.published ?? scanned?.content;
  const rules = content ? <div className="grid"><TableRulesPanel standard={standard} content={content} /><RulesPanel standard={standard} content={content} isDraft={Boolean(mine) || !standard.published} /></div> : <Panel><Empty title={words.noDraft} hint={standard.may_change ? words.noDraftHint : words.emptyHint} /></Panel>;
  return (
    <div className="grid">
      <p><Link to={assetPath({ address: standard.asset })}>{words.of}</Link></p>
      <LoadingAgain standard={standard} />
      <Tabs
        activeKey={params.get("tab") ?? "rules"}
        onChange={(tab) => setParams(tab === "rules" ? {} : { tab }, { replace: true })}
        items={[
          { key: "rules", label: words.rules, children: rules },
          { key: "drafts", label: words.drafts, children: <DraftsPanel standard={standard} /> },
          { key: "result", label: words.kept, children: <ResultPanel standard={standard} /> },
          { key: "versions", label: words.versions, children: <VersionsPanel standard={standard} /> },
          { key: "kettle", label: <span className="row-tight">{texts.kettlePlan.tab}{waits ? <Chip tone={waits.state === "refused" ? "bad" : "warn"}>{texts.kettlePlan.states[waits.state]}</Chip> : null}</span>, children: <KettlePanel table={standard.table} /> },
        ]}
      />
    </div>
  );
}

const FORMS = ["document", "json-schema", "expectations", "json"] as const;

function Actions({ standard }: { standard: Standard }) {
  const texts = useTexts().standards;
  const dialects = useRuleNames().data?.dialects ?? [];
  const [asked, setAsked] = useState<"publish" | "retire" | null>(null);
  const best = standard.drafts.find((draft) => draft.origin === "person") ?? (standard.published ? undefined : standard.drafts[0]);
  const link = (form: string, dialect = "") => address("api/standards/export", { table: standard.table, form, dialect });
  const items = [
    ...FORMS.map((form) => ({ key: form, label: <a href={link(form)} download>{texts.forms[form]}</a> })),
    { key: "ddl", label: texts.forms.ddl, children: dialects.map((dialect) => ({ key: dialect, label: <a href={link("ddl", dialect)} download>{dialect}</a> })) },
  ];
  return (
    <>
      {standard.may_change ? <DraftAnew standard={standard} /> : null}
      {standard.published ? <Dropdown menu={{ items }} trigger={["click"]}><Button>{texts.export}</Button></Dropdown> : null}
      {standard.may_change && stateOf(standard) === "published" ? <Button danger onClick={() => setAsked("retire")}>{texts.retire}</Button> : null}
      {standard.may_change && best ? <Button type="primary" onClick={() => setAsked("publish")}>{texts.publish}</Button> : null}
      {asked ? <Reason standard={standard} content={asked === "publish" ? best?.content : undefined} close={() => setAsked(null)} /> : null}
    </>
  );
}

function DraftAnew({ standard }: { standard: Standard }) {
  const texts = useTexts().standards;
  const draft = useAct({
    act: () => ask<Standard>("POST", "api/standards/drafting", { body: { table: standard.table } }),
    said: texts.draftedAnew,
    stale: [standardKey(standard.table), STANDARDS],
  });
  return <Button loading={draft.isPending} onClick={() => draft.mutate(undefined)}>{texts.draftAnew}</Button>;
}

function Reason({ standard, content, close }: { standard: Standard; content: StandardContent | undefined; close: () => void }) {
  const texts = useTexts();
  const [form] = Form.useForm<{ reason: string }>();
  const after = standard.versions[0]?.number ?? 0;
  const send = useAct({
    act: ({ reason }: { reason: string }) =>
      content
        ? ask<Standard>("POST", "api/standards/versions", { body: { content, after, reason } })
        : ask<Standard>("POST", "api/standards/retirement", { body: { table: standard.table, after, reason } }),
    said: content ? texts.standards.published : texts.standards.retired,
    stale: [standardKey(standard.table), STANDARDS, ...kettleKeys(standard.table)],
    after: close,
    failed: () => true,
  });
  const title = content ? texts.standards.publish : texts.standards.retire;
  return (
    <DialogForm title={title} okText={title} form={form} submit={(fields) => send.mutate(fields)} isPending={send.isPending} error={send.error} close={close}>
      <Form.Item name="reason" label={texts.standards.reason} rules={[{ required: true, whitespace: true, message: texts.common.required(texts.standards.reason) }]}>
        <Input.TextArea autoFocus autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} />
      </Form.Item>
    </DialogForm>
  );
}
