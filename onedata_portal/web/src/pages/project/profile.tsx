// Title and description of a project.

import { Button, Form, Input } from "antd";
import { ask, filled } from "@/api/client";
import { SESSION } from "@/api/session";
import type { ProjectDetail } from "@/api/types";
import { useAct } from "@/parts/actions";
import { Facts, Panel } from "@/parts/page";
import { Moment } from "@/parts/values";
import { useTexts } from "@/texts/context";

type Fields = Pick<ProjectDetail, "title" | "description">;

export function ProfileTab({ project }: { project: ProjectDetail }) {
  const texts = useTexts();
  const save = useAct({
    act: (body: Fields) => ask<ProjectDetail>("PATCH", filled("api/projects/{name}", { name: project.name }), { body }),
    said: texts.common.saved,
    stale: [["project", project.name], ["projects"], SESSION],
  });
  const facts = [
    [texts.projects.name, <span className="mono">{project.name}</span>],
    [texts.projects.created, <Moment absolute at={project.created_at} />],
  ] as const;
  if (!project.may.manage) {
    return <Panel><Facts items={[...facts, [texts.projects.description, project.description || null]]} /></Panel>;
  }
  return (
    <Panel className="narrow">
      <Facts items={facts} />
      <Form<Fields> layout="vertical" style={{ marginTop: 16 }} initialValues={{ title: project.title, description: project.description }} onFinish={(fields) => save.mutate(fields)}>
        <Form.Item name="title" label={texts.projects.projectTitle}>
          <Input />
        </Form.Item>
        <Form.Item name="description" label={texts.projects.description}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={save.isPending}>{texts.common.save}</Button>
      </Form>
    </Panel>
  );
}
