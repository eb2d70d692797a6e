// Data standards, by the names of the server's OpenAPI document.

import { useQuery } from "@tanstack/react-query";
import { ask } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type StandardItem = Schemas["StandardItem"];
export type Standard = Schemas["StandardAnswer"];
export type StandardContent = Schemas["StandardContent"];
export type StandardNaming = Schemas["StandardNaming"];
export type StandardColumn = Schemas["StandardColumn"];
export type StandardDraft = Schemas["StandardDraft"];
export type StandardChange = Schemas["StandardChange"];
export type StandardVersion = Schemas["StandardVersion"];
export type StandardResult = Schemas["StandardResult"];
export type Trial = Schemas["TrialAnswer"];
export type RuleNames = Schemas["RuleNames"];

export const STANDARDS = ["standards"] as const;
export const standardKey = (table: string) => ["standard", table] as const;
export const standardPath = (table: string): string => `/standards/${table.split("/").map(encodeURIComponent).join("/")}`;

export const useStandard = (table: string) =>
  useQuery({ queryKey: standardKey(table), queryFn: ({ signal }) => ask<Standard>("GET", "api/standards/table", { query: { table }, signal }) });

export const useRuleNames = () =>
  useQuery({ queryKey: ["standard-rules"], queryFn: ({ signal }) => ask<RuleNames>("GET", "api/standards/rules", { signal }), staleTime: 60_000 });

export const useChanges = (table: string, old: number | undefined, now: number | undefined) =>
  useQuery({
    queryKey: ["standard-changes", table, old, now],
    queryFn: ({ signal }) => ask<StandardChange[]>("GET", "api/standards/changes", { query: { table, old, new: now }, signal }),
    enabled: old !== undefined && now !== undefined,
  });
