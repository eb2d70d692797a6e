// Generated Kettle transformations, by the names of the server's OpenAPI document.

import { useQuery } from "@tanstack/react-query";
import { ask } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Kettle = Schemas["KettleAnswer"];
export type KettleState = Schemas["KettleState"];
export type KettleWanted = Schemas["KettleWanted"];
export type KettleVersion = Schemas["KettleVersion"];
export type KettlePreview = Schemas["KettlePreview"];
type KettleDiff = Schemas["KettleDiff"];

export const WAITING = ["kettle-waiting"] as const;
export const kettleKey = (table: string) => ["kettle", table] as const;
const previewKey = (table: string) => ["kettle-preview", table] as const;
export const kettleKeys = (table: string) => [kettleKey(table), previewKey(table), WAITING];

export const useKettle = (table: string) =>
  useQuery({ queryKey: kettleKey(table), queryFn: ({ signal }) => ask<Kettle>("GET", "api/standards/kettle", { query: { table }, signal }) });

/** The tables whose transformation waits for somebody, by name. */
export function useWaitingKettle(): ReadonlyMap<string, KettleState> {
  const query = useQuery({ queryKey: WAITING, queryFn: ({ signal }) => ask<KettleState[]>("GET", "api/standards/kettle/waiting", { signal }), staleTime: 30_000 });
  return new Map((query.data ?? []).map((one) => [one.table, one]));
}

export const useKettlePreview = (table: string, wanted: KettleWanted | null) =>
  useQuery({
    queryKey: [...previewKey(table), wanted],
    queryFn: ({ signal }) => ask<KettlePreview>("POST", "api/standards/kettle/preview", { body: { table, wanted }, signal }),
    enabled: wanted !== null,
    retry: false,
    staleTime: 0,
  });

export const useKettleDiff = (table: string, old: number, now: number) =>
  useQuery({ queryKey: [...kettleKey(table), "diff", old, now], queryFn: ({ signal }) => ask<KettleDiff>("GET", "api/standards/kettle/changes", { query: { table, old, new: now }, signal }) });
