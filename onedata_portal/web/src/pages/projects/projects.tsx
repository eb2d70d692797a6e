// The projects that the person sees.

import { PlusOutlined } from "@/look/icons";
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { ask } from "@/api/client";
import { SESSION, useMe } from "@/api/session";
import type { Project } from "@/api/types";
import { useAct } from "@/parts/actions";
import { DialogForm } from "@/parts/dialog-form";
import { useList } from "@/parts/list-query";
import { PageFrame } from "@/parts/page";
import { RoleName } from "@/parts/role";
import { Count, Moment } from "@/parts/values";
import type { Column } from "@/table/columns";
import { DataTable } from "@/table/data-table";
import { useTable } from "@/table/state";
import { useTexts } from "@/texts/context";

export default function ProjectsPage() {
  const texts = useTexts();
  const person = useMe();
  const [creating, setCreating] = useState(false);
  const table = useTable([]);
  const answer = useList<Project>(["projects"], "api/projects", { limit: 500 });
  const wanted = table.state.search.toLowerCase();
  const items = answer.items?.filter((one) => `${one.name} ${one.title} ${one.description}`.toLowerCase().includes(wanted));
  const create = person.is_admin ? (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>{texts.projects.create}</Button>
  ) : null;
  return (
    <PageFrame title={texts.projects.title} actions={create}>
      <DataTable
        name={texts.projects.title}
        page="projects"
        views={false}
        table={table}
        columns={useColumns()}
        answer={{ ...answer, items, total: undefined }}
        rowKey={(project) => project.name}
        searchLabel={texts.common.search}
        empty={{ title: texts.projects.empty, hint: person.is_admin ? texts.projects.emptyHint : texts.home.noProjects }}
      />
      {creating ? <NewProject close={() => setCreating(false)} /> : null}
    </PageFrame>
  );
}

function useColumns(): Column<Project>[] {
  const texts = useTexts().projects;
  return [
    {
      key: "name",
      title: texts.title,
      fixed: true,
      render: (project) => (
        <>
          <Link className="cell-main" to={`/projects/${project.name}`}>{project.title || project.name}</Link>
          <div className="cell-sub">{project.description || project.name}</div>
        </>
      ),
    },
    { key: "id", title: texts.name, from: "desktop", render: (project) => <span className="mono">{project.name}</span> },
    { key: "role", title: texts.role, render: (project) => <RoleName role={project.role} /> },
    { key: "members", title: texts.members, align: "right", from: "tablet", render: (project) => <Count value={project.members} /> },
    { key: "created", title: texts.created, from: "desktop", render: (project) => <Moment at={project.created_at} /> },
  ];
}

interface Fields {
  name: string;
  title: string;
  description?: string;
}

function NewProject({ close }: { close: () => void }) {
  const texts = useTexts();
  const go = useNavigate();
  const [form] = Form.useForm<Fields>();
  const create = useAct({
    act: (body: Fields) => ask<Project>("POST", "api/projects", { body: { description: "", ...body } }),
    said: texts.projects.createdNow,
    stale: [["projects"], SESSION],
    after: (project) => void go(`/projects/${project.name}`),
    failed: () => true,
  });
  const { required } = texts.common;
  return (
    <DialogForm title={texts.projects.create} form={form} submit={(fields) => create.mutate(fields)} isPending={create.isPending} error={create.error} close={close}>
      <Form.Item name="name" label={texts.projects.name} extra={texts.projects.nameHint} rules={[{ required: true, message: required(texts.projects.name) }]}>
        <Input autoFocus spellCheck={false} />
      </Form.Item>
      <Form.Item name="title" label={texts.projects.projectTitle} rules={[{ required: true, message: required(texts.projects.projectTitle) }]}>
        <Input />
      </Form.Item>
      <Form.Item name="description" label={texts.projects.description}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} />
      </Form.Item>
    </DialogForm>
  );
}
