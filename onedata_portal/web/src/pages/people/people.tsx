// The people of the platform, for administrators.

import { PlusOutlined } from "@/look/icons";
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useMe } from "@/api/session";
import type { Person } from "@/api/types";
import { PersonActions } from "@/pages/people/actions";
import { PersonForm } from "@/pages/people/person-form";
import { listQuery, useList } from "@/parts/list-query";
import { PageFrame } from "@/parts/page";
import { Forbidden } from "@/parts/states";
import { Chip, Mark, Moment, NOTHING } from "@/parts/values";
import type { Column } from "@/table/columns";
import { DataTable } from "@/table/data-table";
import { useTable } from "@/table/state";
import { useTexts } from "@/texts/context";

export default function PeoplePage() {
  return useMe().is_admin ? <People /> : <Forbidden />;
}

function People() {
  const texts = useTexts();
  const table = useTable(["active"]);
  const answer = useList<Person>(["people"], "api/people", listQuery(table.state));
  const [edited, setEdited] = useState<Person | "new" | null>(null);
  const filters = [
    {
      key: "active",
      label: texts.people.status,
      single: true,
      options: [
        { value: "true", label: texts.people.active },
        { value: "false", label: texts.people.inactive },
      ],
    },
  ];
  return (
    <PageFrame
      title={texts.people.title}
      actions={<Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited("new")}>{texts.people.create}</Button>}
    >
      <DataTable
        name={texts.people.title}
        page="people"
        table={table}
        columns={useColumns(setEdited)}
        answer={answer}
        rowKey={(person) => person.name}
        filters={filters}
        searchLabel={texts.people.search}
        empty={{ title: texts.people.empty }}
      />
      {edited ? <PersonForm person={edited === "new" ? null : edited} close={() => setEdited(null)} /> : null}
    </PageFrame>
  );
}

export function PersonStatus({ person }: { person: Person }) {
  const texts = useTexts().people;
  if (person.is_active === false) return <Mark tone="quiet">{texts.inactive}</Mark>;
  const locked = person.locked_until && Date.parse(person.locked_until) > Date.now();
  return locked ? <Mark tone="warn">{texts.locked}</Mark> : <Mark tone="good">{texts.active}</Mark>;
}

function useColumns(edit: (person: Person) => void): Column<Person>[] {
  const texts = useTexts();
  const me = useMe();
  return [
    {
      key: "name",
      title: texts.people.title,
      fixed: true,
      render: (person) => (
        <>
          <div className="row">
            <button type="button" className="as-link cell-main" onClick={() => edit(person)}>{person.display_name || person.name}</button>
            {person.is_admin ? <Chip tone="busy">{texts.people.admin}</Chip> : null}
            {person.name === me.name ? <span className="quiet">{texts.people.self}</span> : null}
          </div>
          <div className="cell-sub">{person.name}</div>
        </>
      ),
    },
    { key: "status", title: texts.people.status, render: (person) => <PersonStatus person={person} /> },
    { key: "email", title: texts.people.email, from: "desktop", render: (person) => person.email || NOTHING },
    { key: "organisation", title: texts.people.organisation, from: "desktop", render: (person) => person.organisation || NOTHING },
    {
      key: "projects",
      title: texts.people.projects,
      from: "wide",
      render: (person) =>
        person.projects?.length ? (
          <span className="chips">
            {person.projects.map((project) => (
              <Link key={project.name} to={`/projects/${project.name}`}><Chip>{project.title || project.name} · {texts.role[project.role]}</Chip></Link>
            ))}
          </span>
        ) : (
          NOTHING
        ),
    },
    { key: "source", title: texts.people.source, from: "desktop", render: (person) => texts.people.sources[person.source ?? ""] ?? person.source ?? NOTHING },
    { key: "seen", title: texts.people.lastSeen, from: "tablet", render: (person) => <Moment at={person.last_seen_at} none={<span className="quiet">{texts.common.never}</span>} /> },
    { key: "created", title: texts.people.created, from: "chosen", render: (person) => <Moment at={person.created_at} /> },
    { key: "actions", title: "", align: "right", fixed: true, render: (person) => <PersonActions person={person} edit={() => edit(person)} /> },
  ];
}
