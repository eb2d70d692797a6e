// The registered offline tables that the person sees.

import { DownloadOutlined, PlusOutlined, SettingOutlined, UploadOutlined } from "@/look/icons";
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { registerLink, REGISTERS, type RegisterItem, type RegisterPage } from "@/api/documents";
import { useMe } from "@/api/session";
import { facetFilters } from "@/pages/documents/filters";
import { save } from "@/pages/documents/files";
import { ImportDialog } from "@/pages/documents/import-dialog";
import { useMayWrite } from "@/pages/documents/project-choice";
import { OperationsDialog } from "@/pages/registers/operations";
import { RegisterForm } from "@/pages/registers/register-form";
import { listQuery, useList } from "@/parts/list-query";
import { PageFrame } from "@/parts/page";
import { Chip, Count, Mark, Moment, NOTHING } from "@/parts/values";
import { useProject } from "@/shell/project";
import type { Column } from "@/table/columns";
import { DataTable } from "@/table/data-table";
import { useTable } from "@/table/state";
import { useTexts } from "@/texts/context";

const FILTERS = ["app", "db", "field", "warehouse_level", "owner", "status", "project"] as const;

export default function RegistersPage() {
  const texts = useTexts();
  const names = texts.registers;
  const me = useMe();
  const mayWrite = useMayWrite();
  const { project } = useProject();
  const [open, setOpen] = useState<"form" | "import" | "operations" | null>(null);
  const table = useTable([...FILTERS]);
  const query = { ...listQuery(table.state), sort: undefined, ...(project && !table.state.filters["project"] ? { project } : {}) };
  const answer = useList<RegisterItem>(REGISTERS, "api/registers", query);
  const labels = Object.fromEntries(FILTERS.map((key) => [key, key === "project" ? texts.documents.project : names.fields[key] ?? key]));
  const actions = (
    <>
      {me.is_admin ? <Button icon={<SettingOutlined />} onClick={() => setOpen("operations")}>{names.operations}</Button> : null}
      <Button icon={<DownloadOutlined />} onClick={() => void save("api/registers/file", false)}>{texts.documents.export}</Button>
      {mayWrite ? <Button icon={<PlusOutlined />} onClick={() => setOpen("form")}>{names.create}</Button> : null}
      {mayWrite ? <Button type="primary" icon={<UploadOutlined />} onClick={() => setOpen("import")}>{texts.documents.import}</Button> : null}
    </>
  );
  return (
    <PageFrame title={names.title} actions={actions}>
      <DataTable
        name={names.title}
        page="registers"
        table={table}
        columns={useColumns()}
        answer={answer}
        rowKey={(item) => item.name}
        filters={facetFilters((answer.data as RegisterPage | undefined)?.facets, labels, (_, value) => value)}
        searchLabel={names.search}
        empty={{ title: names.empty, hint: names.emptyHint }}
      />
      {open === "form" ? <RegisterForm close={() => setOpen(null)} /> : null}
      {open === "import" ? <ImportDialog title={names.importTitle} path="api/registers" close={() => setOpen(null)} /> : null}
      {open === "operations" ? <OperationsDialog close={() => setOpen(null)} /> : null}
    </PageFrame>
  );
}

export function ReachMark({ item }: { item: RegisterItem }) {
  const names = useTexts().registers;
  if (!item.is_loaded) return <Mark tone="busy">{names.loading}</Mark>;
  return item.reached ? <Mark tone="good">{names.reached}</Mark> : <Mark tone="quiet">{names.unreached}</Mark>;
}

function useColumns(): Column<RegisterItem>[] {
  const texts = useTexts();
  const { fields, ...names } = texts.registers;
  return [
    {
      key: "table",
      title: names.table,
      fixed: true,
      render: ({ table }) => (
        <>
          <Link className="cell-main mono" to={registerLink(table)}>{table.db}.{table.table}</Link>
          <div className="cell-sub">{table.description}</div>
        </>
      ),
    },
    { key: "reach", title: names.reach, render: (item) => <ReachMark item={item} /> },
    { key: "owner", title: fields["owner"] ?? "", from: "tablet", render: ({ table }) => table.owner || NOTHING },
    { key: "app", title: fields["app"] ?? "", from: "desktop", render: ({ table }) => table.app || NOTHING },
    { key: "field", title: fields["field"] ?? "", from: "wide", render: ({ table }) => table.field || NOTHING },
    { key: "warehouse_level", title: fields["warehouse_level"] ?? "", from: "desktop", render: ({ table }) => (table.warehouse_level ? <Chip>{table.warehouse_level}</Chip> : NOTHING) },
    { key: "columns", title: fields["columns"] ?? "", align: "right", from: "wide", render: ({ table }) => <Count value={table.columns?.length ?? 0} /> },
    { key: "storage", title: names.size, align: "right", from: "desktop", render: ({ table }) => <Count bytes value={table.storage_bytes} /> },
    { key: "lifecycle", title: fields["lifecycle_days"] ?? "", align: "right", from: "wide", render: ({ table }) => <Count value={table.lifecycle_days} /> },
    { key: "visits", title: fields["visits_seven"] ?? "", align: "right", from: "desktop", render: ({ table }) => <Count value={table.visits_seven} /> },
    { key: "partition", title: fields["partition_end"] ?? "", from: "wide", render: ({ table }) => table.partition_end || NOTHING },
    { key: "project", title: texts.documents.project, from: "wide", render: (item) => item.project },
    { key: "at", title: texts.documents.at, from: "desktop", render: (item) => <Moment at={item.at} /> },
  ];
}
