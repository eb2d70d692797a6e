// The table of the portal: columns to choose, order, pages or "more", and all the states it can be in.

import { Button, Pagination, Table as AntTable } from "antd";
import type { ColumnsType } from "antd/es/table";
import type { Key, ReactNode } from "react";
import { formatNumber } from "@/format";
import { Empty, Failed, Loading } from "@/parts/states";
import { ColumnChoice, useColumnChoice, type Column } from "@/table/columns";
import { PAGE_SIZES, type Table } from "@/table/state";
import { Toolbar, type Filter } from "@/table/toolbar";
import { Views } from "@/table/views";
import { useLanguage, useTexts } from "@/texts/context";

interface Answer<Row> {
  items: readonly Row[] | undefined;
  total?: number | undefined;
  error: unknown;
  isFetching: boolean;
  refetch: () => unknown;
  more?: (() => void) | undefined;
}

interface DataTableProps<Row> {
  name: string;
  page: string;
  table: Table;
  columns: readonly Column<Row>[];
  answer: Answer<Row>;
  rowKey: (row: Row) => string;
  filters?: readonly Filter[];
  searchLabel?: string;
  extra?: ReactNode;
  empty?: { title?: string; hint?: string; action?: ReactNode };
  views?: boolean;
  chosen?: { keys: readonly string[]; choose: (keys: string[]) => void; can?: (row: Row) => boolean } | undefined;
  detail?: (row: Row) => ReactNode;
}

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { table, columns, answer, page, filters = [] } = props;
  const choice = useColumnChoice(page, columns);
  const right = (
    <>
      {props.views === false ? null : <Views page={page} table={table} choice={choice} />}
      <ColumnChoice columns={columns} choice={choice} />
    </>
  );
  return (
    <section className="panel" aria-label={props.name}>
      <Toolbar
        table={table}
        searchLabel={props.searchLabel}
        filters={filters}
        extra={props.extra}
        right={right}
        refresh={() => void answer.refetch()}
        isFetching={answer.isFetching}
      />
      <Rows {...props} shown={choice.shown} />
      <Pager table={table} answer={answer} />
    </section>
  );
}

function Rows<Row extends object>(props: DataTableProps<Row> & { shown: readonly string[] }) {
  const texts = useTexts();
  const { table, answer, rowKey, empty, chosen, detail } = props;
  if (answer.items === undefined) {
    return answer.error ? <Failed error={answer.error} retry={() => void answer.refetch()} /> : <Loading rows={9} />;
  }
  if (answer.items.length === 0 && !answer.more) {
    return table.isFiltered ? (
      <Empty title={texts.states.filteredTitle} hint={texts.states.filteredHint} action={<Button onClick={table.clear}>{texts.states.clearFilters}</Button>} />
    ) : (
      <Empty {...empty} />
    );
  }
  const selection = chosen && {
    columnWidth: 34,
    selectedRowKeys: [...chosen.keys],
    preserveSelectedRowKeys: true,
    onChange: (keys: Key[]) => chosen.choose(keys.map(String)),
    getCheckboxProps: (row: Row) => ({ disabled: !(chosen.can?.(row) ?? true), "aria-label": rowKey(row) }),
  };
  return (
    <div className="table-scroll">
      <AntTable<Row>
        size="small"
        aria-label={texts.table.caption(props.name)}
        columns={antColumns(props)}
        dataSource={[...answer.items]}
        rowKey={rowKey}
        pagination={false}
        {...(selection ? { rowSelection: selection } : {})}
        {...(detail ? { expandable: { expandedRowRender: detail, columnWidth: 32 } } : {})}
        onChange={(_, __, sorter) => {
          const one = Array.isArray(sorter) ? sorter[0] : sorter;
          const name = columnSort(props.columns, one?.columnKey);
          table.set({ sort: one?.order && name ? `${one.order === "descend" ? "-" : ""}${name}` : "" });
        }}
      />
    </div>
  );
}

function columnSort<Row>(columns: readonly Column<Row>[], key: Key | undefined): string | undefined {
  return columns.find((column) => column.key === key)?.sort;
}

function antColumns<Row extends object>({ columns, shown, table }: DataTableProps<Row> & { shown: readonly string[] }): ColumnsType<Row> {
  const { sort } = table.state;
  return columns
    .filter((column) => shown.includes(column.key))
    .map((column) => ({
      key: column.key,
      title: column.title,
      render: (_: unknown, row: Row) => column.render(row),
      ...(column.align ? { align: column.align } : {}),
      ...(column.width ? { width: column.width } : {}),
      ...(column.sort
        ? {
            sorter: true,
            showSorterTooltip: false,
            sortOrder: sort === column.sort ? ("ascend" as const) : sort === `-${column.sort}` ? ("descend" as const) : null,
          }
        : {}),
    }));
}

function Pager<Row>({ table, answer }: { table: Table; answer: Answer<Row> }) {
  const texts = useTexts();
  const language = useLanguage();
  if (answer.more) {
    return <div className="pager"><Button loading={answer.isFetching} onClick={answer.more}>{texts.common.more}</Button></div>;
  }
  if (!answer.total) return null;
  const number = (value: number) => formatNumber(value, language);
  return (
    <nav className="pager" aria-label={texts.table.pageSize}>
      <Pagination
        size="small"
        responsive
        current={table.state.page}
        pageSize={table.state.size}
        total={answer.total}
        pageSizeOptions={PAGE_SIZES}
        showSizeChanger={answer.total > PAGE_SIZES[0]! ? { "aria-label": texts.table.pageSize } : false}
        showTotal={(total, [from, to]) => texts.table.range(number(from), number(to), number(total))}
        onChange={(page, size) => table.set(size === table.state.size ? { page } : { size })}
      />
    </nav>
  );
}
