// The graph as a table: for keys, readers of the screen, and whoever wants to sort.

import { useMemo } from "react";
import type { GraphNode, useGraph } from "@/api/graph";
import { modelOf } from "@/pages/graph/model";
import { SensitivityChip } from "@/parts/sensitivity";
import { Count, NOTHING } from "@/parts/values";
import type { Column } from "@/table/columns";
import { DataTable } from "@/table/data-table";
import type { Table } from "@/table/state";
import type { Filter } from "@/table/toolbar";
import { useLanguage, useTexts } from "@/texts/context";

interface Row extends GraphNode {
  refers: number;
  referred: number;
  made: number;
}

interface GraphListProps {
  query: ReturnType<typeof useGraph>;
  table: Table;
  filters: readonly Filter[];
  onOpen: (address: string) => void;
}

export function GraphList({ query, table, filters, onOpen }: GraphListProps) {
  const texts = useTexts().graph;
  const { page, size, sort } = table.state;
  const rows = useMemo(() => sorted(rowsOf(query.data), sort), [query.data, sort]);
  return (
    <div className="net-main">
      <DataTable<Row>
        name={texts.title}
        page="graph"
        table={table}
        columns={useColumns(onOpen)}
        answer={{
          items: query.data ? rows.slice((page - 1) * size, page * size) : undefined,
          total: rows.length,
          error: query.error,
          isFetching: query.isFetching,
          refetch: query.refetch,
        }}
        rowKey={(row) => row.address}
        filters={filters}
        searchLabel={texts.find}
        empty={{ title: texts.empty, hint: texts.emptyHint }}
      />
    </div>
  );
}

function rowsOf(graph: ReturnType<typeof useGraph>["data"]): Row[] {
  if (!graph) return [];
  const model = modelOf(graph, "all");
  const rows = graph.nodes.map((node): Row => ({ ...node, refers: 0, referred: 0, made: 0 }));
  for (const { from, to, edge } of model.lines) {
    if (edge.kind === "lineage") {
      rows[to]!.made += 1;
    } else {
      rows[from]!.refers += 1;
      rows[to]!.referred += 1;
    }
  }
  return rows;
}

const SORTS: Record<string, (row: Row) => number | string> = {
  name: (row) => row.name,
  columns: (row) => row.columns,
  rows: (row) => row.rows ?? -1,
  refers: (row) => row.refers,
  referred: (row) => row.referred,
  made: (row) => row.made,
};

function sorted(rows: Row[], sort: string): Row[] {
  const by = SORTS[sort.replace(/^-/, "")];
  if (!by) return rows;
  const way = sort.startsWith("-") ? -1 : 1;
  return [...rows].sort((a, b) => way * (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0));
}

function useColumns(onOpen: (address: string) => void): Column<Row>[] {
  const texts = useTexts().graph;
  const language = useLanguage();
  return [
    {
      key: "name",
      title: texts.table,
      fixed: true,
      sort: "name",
      render: (row) => (
        <>
          <button type="button" className="as-link cell-main" onClick={() => onOpen(row.address)}>{row.name}</button>
          {row.description ? <div className="cell-sub">{row.description[language]}</div> : null}
        </>
      ),
    },
    { key: "source", title: texts.source, from: "tablet", render: (row) => row.source || NOTHING },
    { key: "kind", title: texts.kind, from: "wide", render: (row) => (row.kind ? texts.kinds[row.kind] : NOTHING) },
    { key: "domain", title: texts.domain, from: "desktop", render: (row) => row.domain || NOTHING },
    { key: "sensitivity", title: texts.sensitivity, render: (row) => <SensitivityChip level={row.sensitivity} /> },
    { key: "columns", title: texts.columns, align: "right", sort: "columns", from: "desktop", render: (row) => <Count value={row.columns} /> },
    { key: "rows", title: texts.rows, align: "right", sort: "rows", from: "tablet", render: (row) => <Count value={row.rows} /> },
    { key: "refers", title: texts.refersTo, align: "right", sort: "refers", from: "tablet", render: (row) => <Count value={row.refers} /> },
    { key: "referred", title: texts.referredBy, align: "right", sort: "referred", from: "tablet", render: (row) => <Count value={row.referred} /> },
    { key: "made", title: texts.madeFrom, align: "right", sort: "made", from: "wide", render: (row) => <Count value={row.made} /> },
  ];
}
