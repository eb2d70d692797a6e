// What pages ask about the rows and versions of tables.

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ask, filled } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type RowPage = Schemas["RowPage"];
export type RowColumn = Schemas["RowColumn"];
export type Decision = Schemas["Decision"];
export type TableVersion = Schemas["VersionItem"];
export type RowChanges = Schemas["RowChanges"];
export type RowChange = Schemas["RowChange"];
export type Shown = Schemas["Shown"];
export type DataPolicy = Schemas["DataPolicyItem"];
export type DataPolicyList = Schemas["DataPolicyList"];

const LAYERS: readonly string[] = ["ods", "dim", "dwd", "dws", "ads"];

/** Return whether an asset is a table of the lake. */
export const isTable = (key: readonly string[]): boolean => key.length === 2 && LAYERS.includes(key[0] ?? "");

const path = (key: readonly string[], rest: string) =>
  filled(`api/tables/{layer}/{table}/${rest}`, { layer: key[0] ?? "", table: key[1] ?? "" });

export interface RowsAsked {
  version?: number | undefined;
  where?: string[];
  purpose?: string;
  offset?: number;
}

export const ROWS_SHOWN = 50;

export const useRows = (key: readonly string[], asked: RowsAsked) =>
  useQuery({
    queryKey: ["rows", key, asked],
    queryFn: ({ signal }) => ask<RowPage>("GET", path(key, "rows"), { query: { ...asked, limit: ROWS_SHOWN }, signal }),
    placeholderData: keepPreviousData,
    // Each reading is recorded, so none is made that nobody asked for.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });

export const useVersions = (key: readonly string[], enabled: boolean) =>
  useQuery({
    queryKey: ["versions", key],
    queryFn: ({ signal }) => ask<Schemas["VersionList"]>("GET", path(key, "versions"), { signal }),
    enabled,
  });

export const useRowChanges = (key: readonly string[], where: string[], purpose: string) =>
  useQuery({
    queryKey: ["row-changes", key, where, purpose],
    queryFn: ({ signal }) => ask<RowChanges>("GET", path(key, "row-changes"), { query: { where, purpose }, signal }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
