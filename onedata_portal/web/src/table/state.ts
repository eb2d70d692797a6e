// The state of a table in the address: search, filters, order and page. So it can be linked and saved.

import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

export const PAGE_SIZES = [20, 50, 100, 200];
const DEFAULT_SIZE = 50;
const PAGING = ["page", "size"];

export interface TableState {
  search: string;
  filters: Readonly<Record<string, readonly string[]>>;
  sort: string;
  page: number;
  size: number;
}

export type Change = Partial<Omit<TableState, "filters">> & { filters?: Record<string, readonly string[]> };

/** Return the state that the parameters of an address say; what makes no sense is left out. */
export function readState(params: URLSearchParams, filterKeys: readonly string[]): TableState {
  const filters: Record<string, string[]> = {};
  for (const key of filterKeys) {
    const values = params.getAll(key).filter(Boolean);
    if (values.length) filters[key] = values;
  }
  const size = Number(params.get("size"));
  return {
    search: params.get("q") ?? "",
    filters,
    sort: params.get("sort") ?? "",
    page: Math.max(1, Math.trunc(Number(params.get("page"))) || 1),
    size: PAGE_SIZES.includes(size) ? size : DEFAULT_SIZE,
  };
}

/** Return the parameters after a change; other filters than the page go back to the first page. */
export function changed(params: URLSearchParams, change: Change): URLSearchParams {
  const next = new URLSearchParams(params);
  const put = (name: string, values: readonly string[]) => {
    next.delete(name);
    for (const value of values) if (value) next.append(name, value);
  };
  if (change.search !== undefined) put("q", [change.search]);
  if (change.sort !== undefined) put("sort", [change.sort]);
  for (const [key, values] of Object.entries(change.filters ?? {})) put(key, values);
  if (change.size !== undefined) put("size", [change.size === DEFAULT_SIZE ? "" : String(change.size)]);
  const page = change.page ?? 1;
  put("page", [page > 1 ? String(page) : ""]);
  return next;
}

/** Return what a saved view keeps of an address: everything but the page. */
export function viewQuery(params: URLSearchParams): string {
  const kept = new URLSearchParams(params);
  for (const name of PAGING) kept.delete(name);
  return kept.toString();
}

export interface Table {
  state: TableState;
  set: (change: Change) => void;
  clear: () => void;
  isFiltered: boolean;
  query: string;
  open: (query: string) => void;
}

/** Return the state of the table of this page, kept in the address. */
export function useTable(filterKeys: readonly string[]): Table {
  const [params, setParams] = useSearchParams();
  const joined = filterKeys.join();
  const state = useMemo(() => readState(params, joined ? joined.split(",") : []), [params, joined]);
  const set = useCallback((change: Change) => setParams((now) => changed(now, change), { replace: true }), [setParams]);
  const clear = useCallback(
    () => set({ search: "", filters: Object.fromEntries((joined ? joined.split(",") : []).map((key) => [key, []])) }),
    [set, joined],
  );
  return {
    state,
    set,
    clear,
    isFiltered: state.search !== "" || Object.keys(state.filters).length > 0,
    query: viewQuery(params),
    open: (query) => setParams(new URLSearchParams(query)),
  };
}
