// Who is in a project, and as what.

import { useQuery } from "@tanstack/react-query";
import { UserAddOutlined } from "@/look/icons";
import { Button, Form, Popconfirm, Select, Table } from "antd";
import { useDeferredValue, useState } from "react";
import { ask, filled } from "@/api/client";
import { SESSION } from "@/api/session";
import type { Member, Page, Person, ProjectDetail, Role } from "@/api/types";
import { useAct } from "@/parts/actions";
import { DialogForm } from "@/parts/dialog-form";
import { Panel } from "@/parts/page";
import { RoleName, useRoleOptions } from "@/parts/role";
import { Empty, Loaded } from "@/parts/states";
import { Moment } from "@/parts/values";
import { useTexts } from "@/texts/context";

const MEMBER = "api/projects/{name}/members/{person}";
const memberKey = (name: string) => ["project", name, "members"];

export function MembersTab({ project }: { project: ProjectDetail }) {
  const texts = useTexts();
  const [adding, setAdding] = useState(false);
  const query = useQuery({
    queryKey: memberKey(project.name),
    queryFn: () => ask<Page<Member>>("GET", filled("api/projects/{name}/members", { name: project.name }), { query: { limit: 500 } }),
  });
  const add = project.may.manage ? (
    <Button icon={<UserAddOutlined />} onClick={() => setAdding(true)}>{texts.projects.addMember}</Button>
  ) : null;
  return (
    <Panel title={texts.projects.members} beside={add} flush>
      <Loaded query={query}>
        {({ items }) => (items.length ? <Members project={project} members={items} /> : <Empty title={texts.projects.noMembers} />)}
      </Loaded>
      {adding ? <AddMember project={project.name} members={query.data?.items ?? []} close={() => setAdding(false)} /> : null}
    </Panel>
  );
}

function Members({ project, members }: { project: ProjectDetail; members: readonly Member[] }) {
  const texts = useTexts();
  const manage = project.may.manage;
  return (
    <div className="table-scroll" role="region" tabIndex={0} aria-label={texts.projects.members}>
      <Table<Member>
        size="small"
        rowKey="name"
        pagination={false}
        dataSource={[...members]}
        columns={[
          {
            key: "person",
            title: texts.projects.person,
            render: (_, member) => (
              <>
                <span className="cell-main">{member.display_name || member.name}</span>
                <div className="cell-sub">{member.name}</div>
              </>
            ),
          },
          {
            key: "role",
            title: texts.projects.memberRole,
            render: (_, member) => (manage ? <RoleChoice project={project.name} member={member} /> : <RoleName role={member.role} />),
          },
          { key: "since", title: texts.projects.since, render: (_, member) => <Moment at={member.since} /> },
          ...(manage
            ? [{ key: "actions", title: <span className="only-read">{texts.table.actions}</span>, align: "right" as const, render: (_: unknown, member: Member) => <RemoveMember project={project.name} member={member} /> }]
            : []),
        ]}
      />
    </div>
  );
}

function useStale(project: string) {
  return [memberKey(project), ["projects"], SESSION];
}

function RoleChoice({ project, member }: { project: string; member: Member }) {
  const texts = useTexts();
  const options = useRoleOptions();
  const change = useAct({
    act: (role: Role) => ask<Member>("PUT", filled(MEMBER, { name: project, person: member.name }), { body: { role } }),
    said: texts.projects.roleChanged,
    stale: useStale(project),
  });
  return (
    <Select
      aria-label={`${member.display_name || member.name}: ${texts.projects.memberRole}`}
      value={member.role}
      loading={change.isPending}
      options={options}
      style={{ minWidth: 110 }}
      popupMatchSelectWidth={false}
      optionRender={(option) => <RoleOption label={String(option.label)} means={String(option.data.title)} />}
      onChange={(role: Role) => change.mutate(role)}
    />
  );
}

function RoleOption({ label, means }: { label: string; means: string }) {
  return (
    <span className="option">
      <span>{label}</span>
      <span className="quiet">{means}</span>
    </span>
  );
}

function RemoveMember({ project, member }: { project: string; member: Member }) {
  const texts = useTexts();
  const remove = useAct({
    act: () => ask<void>("DELETE", filled(MEMBER, { name: project, person: member.name })),
    said: texts.projects.memberRemoved,
    stale: useStale(project),
  });
  const shown = member.display_name || member.name;
  return (
    <Popconfirm title={texts.projects.removeMember(shown)} okText={texts.common.remove} cancelText={texts.common.cancel} onConfirm={() => remove.mutate(undefined)}>
      <Button type="text" size="small" danger loading={remove.isPending} aria-label={`${texts.common.remove} ${shown}`}>{texts.common.remove}</Button>
    </Popconfirm>
  );
}

interface Fields {
  person: string;
  role: Role;
}

function AddMember({ project, members, close }: { project: string; members: readonly Member[]; close: () => void }) {
  const texts = useTexts();
  const [form] = Form.useForm<Fields>();
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed);
  const people = useQuery({
    queryKey: ["people", "choice", search],
    queryFn: () => ask<Page<Person>>("GET", "api/people", { query: { search, active: true, limit: 20 } }),
    placeholderData: (before) => before,
  });
  const add = useAct({
    act: ({ person, role }: Fields) => ask<Member>("PUT", filled(MEMBER, { name: project, person }), { body: { role } }),
    said: texts.projects.memberAdded,
    stale: useStale(project),
    after: close,
    failed: () => true,
  });
  const there = new Set(members.map((member) => member.name));
  const options = (people.data?.items ?? [])
    .filter((person) => !there.has(person.name))
    .map((person) => ({ value: person.name, label: person.display_name ? `${person.display_name} (${person.name})` : person.name }));
  const roles = useRoleOptions();
  return (
    <DialogForm title={texts.projects.addMember} okText={texts.common.add} form={form} initial={{ role: "dev" }} submit={(fields) => add.mutate(fields)} isPending={add.isPending} error={add.error} close={close}>
      <Form.Item name="person" label={texts.projects.person} rules={[{ required: true, message: texts.common.required(texts.projects.person) }]}>
        <Select autoFocus showSearch={{ filterOption: false, onSearch: setTyped }} loading={people.isFetching} options={options} />
      </Form.Item>
      <Form.Item name="role" label={texts.projects.memberRole}>
        <Select options={roles} optionRender={(option) => <RoleOption label={String(option.label)} means={String(option.data.title)} />} />
      </Form.Item>
    </DialogForm>
  );
}
