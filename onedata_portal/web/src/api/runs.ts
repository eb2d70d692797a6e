// What pages ask about runs.

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ask, filled, type Query } from "@/api/client";
import type { RunDetail, RunPage, RunStatus } from "@/api/dagster";

const SHOWN = 50;
const BUSY_MS = 4_000;
const QUIET_MS = 15_000;
const ENDS: readonly RunStatus[] = ["succeeded", "failed", "canceled"];

export const isOver = (status: RunStatus): boolean => ENDS.includes(status);

export const useRuns = (query: Query) =>
  useInfiniteQuery({
    queryKey: ["runs", query],
    queryFn: ({ pageParam, signal }) => ask<RunPage>("GET", "api/runs", { query: { ...query, cursor: pageParam, limit: SHOWN }, signal }),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: (before) => before,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some((run) => !isOver(run.status))) ? BUSY_MS : QUIET_MS,
  });

export const runKey = (id: string) => ["run", id] as const;

export const useRun = (id: string) =>
  useQuery({
    queryKey: runKey(id),
    queryFn: ({ signal }) => ask<RunDetail>("GET", filled("api/runs/{id}", { id }), { signal }),
    refetchInterval: ({ state }) => (state.data && isOver(state.data.status) ? false : BUSY_MS),
  });
