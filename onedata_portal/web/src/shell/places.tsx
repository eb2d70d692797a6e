// The pages that there are, by system: what the menu shows and the search finds.

import {
  ApartmentOutlined,
  AuditOutlined,
  BarChartOutlined,
  BookOutlined,
  CloudServerOutlined,
  ClusterOutlined,
  DatabaseOutlined,
  FunctionOutlined,
  HomeOutlined,
  NodeIndexOutlined,
  OrderedListOutlined,
  PlayCircleOutlined,
  SettingOutlined,
  TableOutlined,
  TeamOutlined,
  UserOutlined,
} from "@/look/icons";
import type { ReactNode } from "react";
import type { Me } from "@/api/types";
import type { Texts } from "@/texts/zh";

export interface Place {
  to: string;
  title: string;
  icon: ReactNode;
  /** Outside the pages: a plain link. */
  outside?: boolean;
}

export interface System {
  title: string;
  places: readonly Place[];
}

/** Return the pages that this person may open. */
export function systemsFor(person: Me, texts: Texts): readonly System[] {
  const leads = person.is_admin || person.projects.some((project) => project.role === "creator");
  const security: Place[] = [{ to: "/projects", title: texts.menu.projects, icon: <ClusterOutlined /> }];
  if (person.is_admin) security.push({ to: "/people", title: texts.menu.people, icon: <TeamOutlined /> });
  if (leads) security.push({ to: "/audit", title: texts.menu.audit, icon: <AuditOutlined /> });
  if (leads) security.push({ to: "/usage", title: texts.menu.usage, icon: <BarChartOutlined /> });
  if (person.is_admin) security.push({ to: "/settings", title: texts.menu.settings, icon: <SettingOutlined /> });
  return [
    { title: "", places: [{ to: "/", title: texts.menu.home, icon: <HomeOutlined /> }] },
    {
      title: texts.menu.metadata,
      places: [
        { to: "/sources", title: texts.menu.sources, icon: <CloudServerOutlined /> },
        { to: "/graph", title: texts.menu.graph, icon: <ApartmentOutlined /> },
        { to: "/joins", title: texts.menu.joins, icon: <NodeIndexOutlined /> },
        { to: "/standards", title: texts.menu.standards, icon: <AuditOutlined /> },
        { to: "/code-sets", title: texts.menu.codeSets, icon: <OrderedListOutlined /> },
        { to: "/glossary", title: texts.menu.glossary, icon: <BookOutlined /> },
        { to: "/metrics", title: texts.menu.metrics, icon: <FunctionOutlined /> },
        { to: "/registers", title: texts.menu.registers, icon: <DatabaseOutlined /> },
      ],
    },
    { title: texts.menu.catalog, places: [{ to: "/assets", title: texts.menu.assets, icon: <TableOutlined /> }] },
    {
      title: texts.menu.operations,
      places: [
        { to: "/runs", title: texts.menu.runs, icon: <PlayCircleOutlined /> },
        { to: "dagster/", title: texts.menu.dagster, icon: <DagsterMark />, outside: true },
      ],
    },
    { title: texts.menu.security, places: security },
  ];
}

export const accountPlace = (texts: Texts): Place => ({ to: "/account", title: texts.menu.account, icon: <UserOutlined /> });

function DagsterMark() {
  return (
    <span className="anticon" aria-hidden>
      <svg viewBox="0 0 16 16" width="1em" height="1em" fill="none" stroke="currentColor" strokeWidth="1.3">
        <circle cx="3.2" cy="8" r="1.8" />
        <circle cx="12.6" cy="3.6" r="1.8" />
        <circle cx="12.6" cy="12.4" r="1.8" />
        <path d="M5 7.4 10.8 4.4M5 8.6l5.8 3" />
      </svg>
    </span>
  );
}
