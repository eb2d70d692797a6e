// What each member may in a project, and the exceptions to what roles may.

import { useQuery } from "@tanstack/react-query";
import { CheckOutlined, DeleteOutlined, PlusOutlined } from "@/look/icons";
import { Button, Form, Select, Table } from "antd";
import { ask, filled } from "@/api/client";
import type { Action, Member, Page, Policy, PolicyList, ProjectDetail, Rights } from "@/api/types";
import { useSubjects } from "@/pages/project/subjects";
import { useAct } from "@/parts/actions";
import { Panel } from "@/parts/page";
import { Empty, Loaded } from "@/parts/states";
import { NOTHING } from "@/parts/values";
import { useTexts } from "@/texts/context";

const ACTIONS: readonly Action[] = ["view", "launch", "stop", "schedule", "partition", "report", "delete", "wipe", "manage"];

const rightsKey = (name: string) => ["project", name, "rights"];
const policiesKey = (name: string) => ["project", name, "policies"];
const path = (rest: string, name: string) => filled(`api/projects/{name}/${rest}`, { name });

export function RightsTab({ project }: { project: ProjectDetail }) {
  const texts = useTexts().rights;
  const { name } = project;
  const rights = useQuery({ queryKey: rightsKey(name), queryFn: () => ask<Rights>("GET", path("rights", name)) });
  const policies = useQuery({ queryKey: policiesKey(name), queryFn: () => ask<PolicyList>("GET", path("policies", name)) });
  const members = useQuery({ queryKey: ["project", name, "members"], queryFn: () => ask<Page<Member>>("GET", path("members", name)) });
  return (
    <>
      <Panel title={texts.title} flush>
        <Loaded query={rights}>{(data) => <Matrix rights={data} members={members.data?.items ?? []} />}</Loaded>
      </Panel>
      <Panel title={texts.policies} beside={<span className="quiet">{texts.policiesHint}</span>} flush={!project.may.manage}>
        <Loaded query={policies} rows={3}>
          {(data) => <Policies key={JSON.stringify(data.items)} project={project} policies={data.items} members={members.data?.items ?? []} />}
        </Loaded>
      </Panel>
    </>
  );
}

function Matrix({ rights, members }: { rights: Rights; members: readonly Member[] }) {
  const texts = useTexts();
  const shown = new Map(members.map((member) => [member.name, member]));
  const rows = Object.entries(rights.members).map(([name, actions]) => ({ name, actions: new Set(actions) }));
  if (!rows.length) return <Empty title={texts.projects.noMembers} />;
  return (
    <div className="table-scroll" role="region" tabIndex={0} aria-label={texts.rights.title}>
      <Table
        size="small"
        rowKey="name"
        pagination={false}
        dataSource={rows}
        columns={[
          { key: "name", title: texts.projects.person, render: (_, row) => <span className="cell-main">{shown.get(row.name)?.display_name || row.name}</span> },
          ...ACTIONS.map((action) => ({
            key: action,
            title: texts.rights.action[action],
            align: "center" as const,
            render: (_: unknown, row: (typeof rows)[number]) =>
              row.actions.has(action) ? <CheckOutlined className="mark-good" aria-label={texts.common.yes} /> : <>{NOTHING}<span className="only-read">{texts.common.no}</span></>,
          })),
        ]}
      />
    </div>
  );
}

interface PoliciesProps {
  project: ProjectDetail;
  policies: readonly Policy[];
  members: readonly Member[];
}

function Policies({ project, policies, members }: PoliciesProps) {
  const texts = useTexts();
  const subjects = useSubjects(members);
  const save = useAct({
    act: (items: Policy[]) => ask<PolicyList>("PUT", path("policies", project.name), { body: { items } }),
    said: texts.common.saved,
    stale: [policiesKey(project.name), rightsKey(project.name)],
  });
  if (!project.may.manage && !policies.length) return <Empty title={texts.rights.noPolicies} />;
  const required = [{ required: true, message: "" }];
  return (
    <Form<{ items: Policy[] }> disabled={!project.may.manage} initialValues={{ items: policies }} onFinish={({ items }) => save.mutate(items ?? [])}>
      <Form.List name="items">
        {(fields, { add, remove }) => (
          <>
            {fields.length ? null : <p className="quiet policy-none">{texts.rights.noPolicies}</p>}
            {fields.map((field) => (
              <div key={field.key} className="policy">
                <Form.Item name={[field.name, "effect"]} rules={required}>
                  <Select aria-label={texts.rights.effectName} options={(["allow", "deny"] as const).map((value) => ({ value, label: texts.rights.effect[value] }))} />
                </Form.Item>
                <Form.Item name={[field.name, "subject"]} rules={required}>
                  <Select aria-label={texts.rights.subject} showSearch={{ optionFilterProp: "label" }} options={subjects} popupMatchSelectWidth={false} />
                </Form.Item>
                <Form.Item name={[field.name, "action"]} rules={required}>
                  <Select aria-label={texts.table.actions} options={ACTIONS.map((value) => ({ value, label: texts.rights.action[value] }))} popupMatchSelectWidth={false} />
                </Form.Item>
                <Button type="text" icon={<DeleteOutlined />} aria-label={texts.common.remove} onClick={() => remove(field.name)} />
              </div>
            ))}
            {project.may.manage ? (
              <div className="row">
                <Button icon={<PlusOutlined />} onClick={() => add({ effect: "allow", subject: "everyone", action: "launch" })}>{texts.rights.addPolicy}</Button>
                <Button type="primary" htmlType="submit" loading={save.isPending}>{texts.common.save}</Button>
              </div>
            ) : null}
          </>
        )}
      </Form.List>
    </Form>
  );
}
