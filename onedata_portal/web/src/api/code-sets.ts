// Shared code sets, by the names of the server's OpenAPI document.

import { useQuery } from "@tanstack/react-query";
import { ask } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type CodeSetItem = Schemas["CodeSetItem"];
export type CodeSet = Schemas["CodeSetAnswer"];
export type CodeSetOrder = Schemas["CodeSetOrder"];
export type Code = Schemas["StandardCode"];

export const CODE_SETS = ["code-sets"] as const;
export const codeSetKey = (name: string) => ["code-set", name] as const;
export const codeSetPath = (name: string): string => `/code-sets/${encodeURIComponent(name)}`;

/** A code set as it is, or as it was in a version. */
export const useCodeSet = (name: string, version?: number) =>
  useQuery({ queryKey: [...codeSetKey(name), version], queryFn: ({ signal }) => ask<CodeSet>("GET", `api/code-sets/${encodeURIComponent(name)}`, { query: { version }, signal }) });
