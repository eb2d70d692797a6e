// Who may read which rows and columns of a project's tables, for which purpose.

import { useQuery } from "@tanstack/react-query";
import { PlusOutlined } from "@/look/icons";
import { Button, Popconfirm, Table } from "antd";
import { useState } from "react";
import { ask, filled } from "@/api/client";
import type { DataPolicy, DataPolicyList } from "@/api/tables";
import type { Member, Page, ProjectDetail } from "@/api/types";
import { DataPolicyForm } from "@/pages/project/data-policy-form";
import { useSubjectName } from "@/pages/project/subjects";
import { useAct } from "@/parts/actions";
import { Panel } from "@/parts/page";
import { Empty, Loaded } from "@/parts/states";
import { Chip, NOTHING } from "@/parts/values";
import { useTexts } from "@/texts/context";

const key = (name: string) => ["project", name, "data-policies"];
const path = (name: string) => filled("api/projects/{name}/data-policies", { name });

export function DataPoliciesTab({ project }: { project: ProjectDetail }) {
  const texts = useTexts().dataPolicies;
  const query = useQuery({ queryKey: key(project.name), queryFn: () => ask<DataPolicyList>("GET", path(project.name)) });
  const members = useQuery({ queryKey: ["project", project.name, "members"], queryFn: () => ask<Page<Member>>("GET", filled("api/projects/{name}/members", { name: project.name }), { query: { limit: 500 } }) });
  const [edited, setEdited] = useState<DataPolicy | "new" | null>(null);
  const items = query.data?.items ?? [];
  const save = useAct({
    act: (next: DataPolicy[]) => ask<DataPolicyList>("PUT", path(project.name), { body: { items: next } }),
    said: useTexts().common.saved,
    stale: [key(project.name), ["rows"]],
    after: () => setEdited(null),
    failed: () => edited !== null,
  });
  const others = items.filter((one) => one !== edited);
  const submit = (policy: DataPolicy) =>
    save.mutate(edited === "new" ? [...items, policy] : items.map((one) => (one === edited ? policy : one)));
  const add = project.may.manage ? <Button icon={<PlusOutlined />} onClick={() => setEdited("new")}>{texts.add}</Button> : null;
  return (
    <Panel title={texts.title} beside={add} flush>
      <p className="panel-note quiet">{texts.hint}</p>
      <Loaded query={query} rows={3}>
        {(data) => data.items.length ? (
          <Policies items={data.items} members={members.data?.items ?? []} edit={project.may.manage ? setEdited : undefined} remove={(gone) => save.mutate(items.filter((one) => one !== gone))} />
        ) : <Empty title={texts.none} hint={texts.noneHint} />}
      </Loaded>
      {edited ? (
        <DataPolicyForm
          policy={edited === "new" ? undefined : edited}
          taken={others.map((one) => one.name)}
          members={members.data?.items ?? []}
          submit={submit}
          isPending={save.isPending}
          error={save.error}
          close={() => { save.reset(); setEdited(null); }}
        />
      ) : null}
    </Panel>
  );
}

interface PoliciesProps {
  items: readonly DataPolicy[];
  members: readonly Member[];
  edit: ((policy: DataPolicy) => void) | undefined;
  remove: (policy: DataPolicy) => void;
}

function Policies({ items, members, edit, remove }: PoliciesProps) {
  const texts = useTexts();
  const subject = useSubjectName(members);
  return (
    <div className="table-scroll" role="region" tabIndex={0} aria-label={texts.dataPolicies.title}>
      <Table<DataPolicy>
        size="small"
        rowKey="name"
        pagination={false}
        dataSource={[...items]}
        columns={[
          { key: "name", title: texts.dataPolicies.name, render: (_, one) => <span className="cell-main">{one.name}</span> },
          { key: "subject", title: texts.rights.subject, render: (_, one) => subject(one.subject) },
          { key: "tables", title: texts.dataPolicies.tables, render: (_, one) => <Names names={one.tables} /> },
          { key: "says", title: texts.dataPolicies.says, render: (_, one) => <Says policy={one} /> },
          { key: "purpose", title: texts.data.purpose, render: (_, one) => one.purpose || NOTHING },
          { key: "until", title: texts.dataPolicies.until, render: (_, one) => one.until ?? NOTHING },
          ...(edit
            ? [{
                key: "actions",
                title: <span className="only-read">{texts.table.actions}</span>,
                align: "right" as const,
                render: (_: unknown, one: DataPolicy) => (
                  <span className="row-tight">
                    <Button type="text" size="small" aria-label={`${texts.common.edit} ${one.name}`} onClick={() => edit(one)}>{texts.common.edit}</Button>
                    <Popconfirm title={texts.dataPolicies.removeAsk(one.name)} okText={texts.common.remove} cancelText={texts.common.cancel} onConfirm={() => remove(one)}>
                      <Button type="text" size="small" danger aria-label={`${texts.common.remove} ${one.name}`}>{texts.common.remove}</Button>
                    </Popconfirm>
                  </span>
                ),
              }]
            : []),
        ]}
      />
    </div>
  );
}

function Names({ names }: { names: readonly string[] }) {
  return <span className="chips">{names.map((name) => <Chip key={name}>{name}</Chip>)}</span>;
}

/** Tell in words what a policy says of access, rows and columns. */
function Says({ policy }: { policy: DataPolicy }) {
  const texts = useTexts();
  if (policy.effect === "deny") return <Chip tone="bad">{texts.dataPolicies.denied}</Chip>;
  return (
    <div>
      {policy.rows ? <div><span className="quiet">{texts.dataPolicies.rows}</span> <code className="mono">{policy.rows}</code></div> : null}
      {policy.columns?.length ? <div><span className="quiet">{texts.data.shown[policy.shown ?? "clear"]}</span> <Names names={policy.columns} /></div> : null}
      {policy.rows || policy.columns?.length ? null : <span className="quiet">{texts.dataPolicies.readable}</span>}
    </div>
  );
}
