// Rows of a table with the columns as the reader sees them.

import { LockOutlined } from "@/look/icons";
import { Table, Tooltip } from "antd";
import type { RowColumn } from "@/api/tables";
import { NOTHING } from "@/parts/values";
import { useTexts } from "@/texts/context";

type Cell = unknown;
type Row = readonly Cell[];

const NUMBERS = /^(U?Int|Float|Decimal)/;

export function Cells({ columns, rows, changed }: { columns: readonly RowColumn[]; rows: readonly Row[]; changed?: ReadonlySet<string> }) {
  const texts = useTexts().data;
  return (
    <div className="table-scroll" role="region" tabIndex={0} aria-label={texts.rows}>
      <Table<{ key: number; cells: Row }>
        size="small"
        className="cells"
        pagination={false}
        dataSource={rows.map((cells, key) => ({ key, cells }))}
        columns={columns.map((column, at) => ({
          key: column.name,
          title: <Head column={column} />,
          align: NUMBERS.test(column.type) ? ("right" as const) : ("left" as const),
          className: changed?.has(column.name) ? "cell-changed" : "",
          render: (_: unknown, row: { cells: Row }) => <Value value={shownValue(column, row.cells[at])} />,
        }))}
      />
    </div>
  );
}

function Head({ column }: { column: RowColumn }) {
  const texts = useTexts().data;
  const name = <span className="mono" title={column.type}>{column.name}</span>;
  if (column.shown === "clear") return name;
  return (
    <Tooltip title={texts.shown[column.shown]}>
      <span className="row-tight">{name}<LockOutlined aria-label={texts.shown[column.shown]} /></span>
    </Tooltip>
  );
}

/** Return the value as it is shown: of a moment whose day is masked, only the year. */
function shownValue(column: RowColumn, value: Cell): Cell {
  return column.shown !== "clear" && column.type.startsWith("Date") && typeof value === "string" ? value.slice(0, 4) : value;
}

/** Show a value in one line; what is longer is whole in its title. */
function Value({ value }: { value: Cell }) {
  if (value === null || value === undefined) return NOTHING;
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return <span className="cell" title={text.length > 40 ? text : undefined}>{text}</span>;
}
