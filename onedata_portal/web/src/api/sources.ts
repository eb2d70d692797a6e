// What pages ask about sources, their tables and columns, and their versions.

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ask, filled } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type SourceItem = Schemas["SourceItem"];
export type SourceDetail = Schemas["SourceDetail"];
export type SourceTable = Schemas["SourceTable"];
export type SourceTableDetail = Schemas["SourceTableDetail"];
export type SourceColumn = Schemas["SourceColumn"];
export type SourceKey = Schemas["SourceKey"];
export type SourceReference = Schemas["SourceReference"];
export type SourceVersion = Schemas["SourceVersionItem"];
export type SourceChange = Schemas["SourceChange"];
export type SourceProblem = Schemas["SourceProblem"];
export type FoundItem = Schemas["FoundItem"];

const path = (name: string, rest = "") => filled(`api/metadata/sources/{name}${rest}`, { name });

export const sourceKey = (name: string) => ["source", name] as const;

export const useSource = (name: string) =>
  useQuery({ queryKey: sourceKey(name), queryFn: ({ signal }) => ask<SourceDetail>("GET", path(name), { signal }) });

export const useSourceTable = (name: string, table: string) =>
  useQuery({
    queryKey: [...sourceKey(name), "table", table],
    queryFn: ({ signal }) => ask<SourceTableDetail>("GET", path(name, "/table"), { query: { table }, signal }),
    enabled: Boolean(table),
  });

export const useSourceVersions = (name: string) =>
  useQuery({
    queryKey: [...sourceKey(name), "versions"],
    queryFn: ({ signal }) => ask<Schemas["SourceVersionHistory"]>("GET", path(name, "/versions"), { signal }),
  });

export const useDifferences = (name: string, old: number, now: number) =>
  useQuery({
    queryKey: [...sourceKey(name), "differences", old, now],
    queryFn: ({ signal }) => ask<Schemas["SourceDifferences"]>("GET", path(name, "/differences"), { query: { old, new: now }, signal }),
    placeholderData: keepPreviousData,
    enabled: old > 0 && now > 0,
  });

export const restoreVersion = (name: string, version: number, why: string) =>
  ask<SourceVersion>("POST", path(name, "/restore"), { body: { version, why } });

export const useWaiting = (name: string) =>
  useQuery({
    queryKey: [...sourceKey(name), "waiting"],
    queryFn: ({ signal }) => ask<Schemas["SourceWaiting"]>("GET", path(name, "/waiting"), { signal }),
  });

export const acceptChanges = (name: string, version: number) =>
  ask<Schemas["SourceWaiting"]>("POST", path(name, "/accept"), { body: { version } });
