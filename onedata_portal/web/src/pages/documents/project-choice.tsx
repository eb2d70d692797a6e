// In which project something new is: one where the person may run things.

import { Select } from "antd";
import { useMe } from "@/api/session";
import type { Project } from "@/api/types";
import { useList } from "@/parts/list-query";
import { useProject } from "@/shell/project";
import { useTexts } from "@/texts/context";

const WRITERS = ["creator", "ops", "dev"];

/** Return the project that is looked at, or the first in which the person may write. */
export function useFirstProject(): string {
  const me = useMe();
  const { project } = useProject();
  return project || (me.projects.find((one) => WRITERS.includes(one.role))?.name ?? "");
}

/** Whether the person may make something at all. */
export function useMayWrite(): boolean {
  const me = useMe();
  return me.is_admin || me.projects.some((one) => WRITERS.includes(one.role));
}

interface Props {
  id?: string;
  value?: string;
  onChange?: (project: string) => void;
}

export function ProjectChoice({ value, ...field }: Props) {
  const me = useMe();
  const texts = useTexts();
  const all = useList<Project>(["projects"], "api/projects", { limit: 500 });
  const mine = me.is_admin ? (all.items ?? []) : me.projects.filter((one) => WRITERS.includes(one.role));
  return (
    <Select
      {...field}
      className="toolbar-filter"
      value={value || null}
      placeholder={texts.documents.defaultProject}
      options={mine.map((one) => ({ value: one.name, label: one.title || one.name }))}
    />
  );
}
