// What pages ask about assets.

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ask, filled } from "@/api/client";
import type { AssetDetail, CheckList, ColumnGraph, History, Launched, LineageGraph } from "@/api/dagster";

const path = (address: string, rest = "") => filled(`api/assets/{address:path}${rest}`, { address });

const EVERY_MS = 15_000;

export const assetKey = (address: string) => ["asset", address] as const;

export const useAsset = (address: string) =>
  useQuery({ queryKey: assetKey(address), queryFn: ({ signal }) => ask<AssetDetail>("GET", path(address), { signal }), refetchInterval: EVERY_MS });

export const useChecks = (address: string) =>
  useQuery({
    queryKey: [...assetKey(address), "checks"],
    queryFn: ({ signal }) => ask<CheckList>("GET", path(address, "/checks"), { query: { history: 14 }, signal }),
  });

export const useLineage = (address: string, depth: number) =>
  useQuery({
    queryKey: [...assetKey(address), "lineage", depth],
    queryFn: ({ signal }) => ask<LineageGraph>("GET", path(address, "/lineage"), { query: { depth }, signal }),
    placeholderData: keepPreviousData,
  });

export const useColumnLineage = (address: string, column: string, depth: number) =>
  useQuery({
    queryKey: [...assetKey(address), "columns", column, depth],
    queryFn: ({ signal }) => ask<ColumnGraph>("GET", path(address, "/column-lineage"), { query: { column, depth }, signal }),
    placeholderData: keepPreviousData,
  });

export const useHistory = (address: string) =>
  useInfiniteQuery({
    queryKey: [...assetKey(address), "history"],
    queryFn: ({ pageParam, signal }) =>
      ask<History>("GET", path(address, "/history"), { query: { cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });

export interface Materialize {
  keys: string[][];
  partitions?: string[];
  all_partitions?: boolean;
  with_required?: boolean;
}

export const materialize = (body: Materialize) => ask<Launched>("POST", "api/assets/materializations", { body });
