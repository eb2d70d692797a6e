// The tables of a source, and one of them opened beside.

import { Drawer } from "antd";
import { useSearchParams } from "react-router";
import type { SourceDetail, SourceTable } from "@/api/sources";
import { FirstNote } from "@/pages/source/notes";
import { TableView } from "@/pages/source/table";
import { withValues } from "@/parts/params";
import { SensitivityChip, useSensitivityOptions, type Sensitivity } from "@/parts/sensitivity";
import { Chip, Count, Mark, Moment } from "@/parts/values";
import type { Column } from "@/table/columns";
import { useRoom } from "@/table/columns";
import { DataTable } from "@/table/data-table";
import { useTable } from "@/table/state";
import { useLanguage, useTexts } from "@/texts/context";

const FILTERS = ["sensitivity"] as const;

export function SourceTables({ source }: { source: SourceDetail }) {
  const texts = useTexts();
  const language = useLanguage();
  const table = useTable(FILTERS);
  const [params, setParams] = useSearchParams();
  const isPhone = useRoom() === "phone";
  const opened = params.get("table") ?? "";
  const open = (name: string) => setParams((now) => withValues(now, { table: name }));
  const { search, filters } = table.state;
  const wanted = search.toLowerCase();
  const found = source.items.filter(
    (one) =>
      `${one.name} ${one.description[language]} ${one.meanings.join(" ")}`.toLowerCase().includes(wanted) &&
      (!filters.sensitivity || filters.sensitivity.includes(one.sensitivity)),
  );
  const items = found.slice((table.state.page - 1) * table.state.size, table.state.page * table.state.size);
  return (
    <>
      <DataTable
        name={texts.sources.tables}
        page="source-tables"
        views={false}
        table={table}
        columns={useColumns(open)}
        answer={{ items, total: found.length, error: null, isFetching: false, refetch: () => undefined }}
        rowKey={(one) => one.name}
        searchLabel={texts.common.search}
        filters={[{ key: "sensitivity", label: texts.sources.sensitivity, options: useSensitivityOptions() }]}
        empty={{ title: texts.sources.noTables, hint: texts.sources.noTablesHint }}
      />
      <Drawer open={Boolean(opened)} size={isPhone ? "100%" : "min(1100px, 86vw)"} title={opened} onClose={() => open("")} destroyOnHidden>
        {opened ? <TableView source={source.name} table={opened} /> : null}
      </Drawer>
    </>
  );
}

function useColumns(open: (name: string) => void): Column<SourceTable>[] {
  const texts = useTexts().sources;
  const language = useLanguage();
  return [
    {
      key: "name",
      title: texts.table,
      fixed: true,
      render: (one) => (
        <>
          <button type="button" className="as-link cell-main" onClick={() => open(one.name)}>{one.name}</button>
          <div className="cell-sub">{one.problem ? <Mark tone="warn">{one.problem[language]}</Mark> : one.description[language]}</div>
          <FirstNote table={one} />
        </>
      ),
    },
    { key: "sensitivity", title: texts.sensitivity, render: (one) => <SensitivityChip level={one.sensitivity as Sensitivity} /> },
    { key: "columns", title: texts.columns, align: "right", from: "tablet", render: (one) => <Count value={one.columns} /> },
    { key: "rows", title: texts.rows, align: "right", from: "tablet", render: (one) => <Rows table={one} /> },
    { key: "references", title: texts.references, align: "right", from: "desktop", render: (one) => <Count value={one.references} /> },
    { key: "kind", title: texts.kind, from: "desktop", render: (one) => <Chip>{one.kind}</Chip> },
  ];
}

/** The rows that a source tells, else those that were counted, with the moment. */
function Rows({ table }: { table: SourceTable }) {
  const texts = useTexts().sources;
  return (
    <>
      <Count value={table.rows} />
      {table.rows_counted_at ? <div className="cell-sub">{texts.countedAt} <Moment at={table.rows_counted_at} /></div> : null}
    </>
  );
}
