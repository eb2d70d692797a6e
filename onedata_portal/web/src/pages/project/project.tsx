// One project: its members, and the settings that its runs, services and notebooks inherit.

import { useQuery } from "@tanstack/react-query";
import { DeleteOutlined } from "@/look/icons";
import { App, Button, Tabs } from "antd";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { ask, filled } from "@/api/client";
import { SESSION } from "@/api/session";
import type { ProjectDetail } from "@/api/types";
import { DataPoliciesTab } from "@/pages/project/data-policies";
import { MembersTab } from "@/pages/project/members";
import { ProfileTab } from "@/pages/project/profile";
import { RightsTab } from "@/pages/project/rights";
import { SettingsTab } from "@/pages/project/settings";
import { useAct } from "@/parts/actions";
import { PageFrame } from "@/parts/page";
import { RoleName } from "@/parts/role";
import { Loaded } from "@/parts/states";
import { useTexts } from "@/texts/context";

export default function ProjectPage() {
  const { name = "" } = useParams();
  const query = useQuery({
    queryKey: ["project", name],
    queryFn: () => ask<ProjectDetail>("GET", filled("api/projects/{name}", { name })),
  });
  return <Loaded query={query}>{(project) => <ProjectView project={project} />}</Loaded>;
}

function ProjectView({ project }: { project: ProjectDetail }) {
  const texts = useTexts();
  const [params, setParams] = useSearchParams();
  return (
    <PageFrame
      title={project.title || project.name}
      trail={{ title: texts.projects.title, to: "/projects" }}
      beside={project.role ? <RoleName role={project.role} /> : null}
      actions={project.may.delete ? <DeleteProject name={project.name} /> : null}
    >
      <Tabs
        activeKey={params.get("tab") ?? "members"}
        onChange={(tab) => setParams({ tab }, { replace: true })}
        items={[
          { key: "members", label: texts.projects.members, children: <MembersTab project={project} /> },
          { key: "rights", label: texts.rights.tab, children: <RightsTab project={project} /> },
          { key: "data", label: texts.dataPolicies.tab, children: <DataPoliciesTab project={project} /> },
          { key: "settings", label: texts.projects.settings, children: <SettingsTab project={project} /> },
          { key: "profile", label: texts.account.profile, children: <ProfileTab project={project} /> },
        ]}
      />
    </PageFrame>
  );
}

function DeleteProject({ name }: { name: string }) {
  const texts = useTexts();
  const { modal } = App.useApp();
  const go = useNavigate();
  const remove = useAct({
    act: () => ask<void>("DELETE", filled("api/projects/{name}", { name })),
    said: texts.projects.deleted,
    stale: [["projects"], SESSION],
    after: () => void go("/projects"),
  });
  const confirm = () =>
    modal.confirm({
      title: texts.projects.delete,
      content: texts.projects.deleteAsk(name),
      okText: texts.common.delete,
      cancelText: texts.common.cancel,
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync(undefined).catch(() => undefined),
    });
  return <Button danger icon={<DeleteOutlined />} onClick={() => void confirm()}>{texts.projects.delete}</Button>;
}
