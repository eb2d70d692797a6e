// What stands above a table: search, filters, and on the right what it shows.

import { FilterOutlined, ReloadOutlined, SearchOutlined } from "@/look/icons";
import { Badge, Button, Input, Select } from "antd";
import { useEffect, useState, type ReactNode } from "react";
import { useRoom } from "@/table/columns";
import type { Table } from "@/table/state";
import { useTexts } from "@/texts/context";

export interface Filter {
  key: string;
  label: string;
  options: readonly { value: string; label: string; count?: number }[];
  single?: boolean;
}

interface ToolbarProps {
  table: Table;
  searchLabel?: string | undefined;
  filters: readonly Filter[];
  extra?: ReactNode;
  right: ReactNode;
  refresh: () => void;
  isFetching: boolean;
}

const TYPING_MS = 250;

export function Toolbar({ table, searchLabel, filters, extra, right, refresh, isFetching }: ToolbarProps) {
  const texts = useTexts();
  const isPhone = useRoom() === "phone";
  const [unfolded, setUnfolded] = useState(false);
  const count = Object.keys(table.state.filters).length;
  const hasFilters = filters.length > 0 || Boolean(extra);
  return (
    <div className="toolbar" role="search">
      {searchLabel ? <SearchBox table={table} label={searchLabel} /> : null}
      {isPhone && hasFilters ? (
        <Badge count={count} size="small">
          <Button icon={<FilterOutlined />} aria-label={texts.table.filters} aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)} />
        </Badge>
      ) : null}
      {!isPhone || unfolded ? (
        <>
          {filters.map((filter) => (
            <FilterBox key={filter.key} filter={filter} table={table} />
          ))}
          {extra}
        </>
      ) : null}
      {table.isFiltered ? <Button type="link" size="small" onClick={table.clear}>{texts.states.clearFilters}</Button> : null}
      <div className="toolbar-right">
        {right}
        <Button icon={<ReloadOutlined spin={isFetching} />} aria-label={texts.common.refresh} onClick={refresh} />
      </div>
    </div>
  );
}

function SearchBox({ table, label }: { table: Table; label: string }) {
  const { search } = table.state;
  const [typed, setTyped] = useState(search);
  useEffect(() => setTyped(search), [search]);
  const { set } = table;
  useEffect(() => {
    if (typed === search) return undefined;
    const timer = window.setTimeout(() => set({ search: typed }), TYPING_MS);
    return () => window.clearTimeout(timer);
  }, [typed, search, set]);
  return (
    <Input
      className="toolbar-search"
      allowClear
      prefix={<SearchOutlined aria-hidden />}
      value={typed}
      placeholder={label}
      aria-label={label}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}

function FilterBox({ filter, table }: { filter: Filter; table: Table }) {
  const value = [...(table.state.filters[filter.key] ?? [])];
  const known = new Set(filter.options.map((option) => option.value));
  const options = [...filter.options, ...value.filter((one) => !known.has(one)).map((one) => ({ value: one, label: one, count: undefined }))];
  return (
    <Select
      {...(filter.single ? {} : { mode: "multiple" as const })}
      className="toolbar-filter"
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      maxTagCount="responsive"
      popupMatchSelectWidth={false}
      placeholder={filter.label}
      aria-label={filter.label}
      value={filter.single ? (value[0] ?? null) : value}
      onChange={(next: string[] | string | null | undefined) =>
        table.set({ filters: { [filter.key]: next ? (Array.isArray(next) ? next : [next]) : [] } })
      }
      options={options}
      optionRender={(option) => (
        <span className="option">
          <span>{option.label}</span>
          {option.data.count === undefined ? null : <span className="option-count">{option.data.count}</span>}
        </span>
      )}
    />
  );
}
