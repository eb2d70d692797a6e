// A page of a list, asked for by the state of its table.

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ask, type Query } from "@/api/client";
import type { Page } from "@/api/types";
import type { TableState } from "@/table/state";

/** Return what a list of the server is asked for: the table's state as query parameters. */
export function listQuery(state: TableState): Query {
  const filters = Object.fromEntries(Object.entries(state.filters).map(([key, values]) => [key, [...values]]));
  return { search: state.search, sort: state.sort, offset: (state.page - 1) * state.size, limit: state.size, ...filters };
}

/** Ask for one page of a list; while the next one comes, the last one stays. */
export function useList<Row>(key: readonly unknown[], path: string, query: Query, { every = 0, enabled = true } = {}) {
  const asked = useQuery({
    queryKey: [...key, query],
    queryFn: ({ signal }) => ask<Page<Row>>("GET", path, { query, signal }),
    placeholderData: keepPreviousData,
    enabled,
    ...(every ? { refetchInterval: every } : {}),
  });
  const { data, error, isFetching, refetch } = asked;
  return { items: data?.items, total: data?.total, error, isFetching, refetch, data };
}
