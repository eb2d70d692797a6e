// How tables are joined, by the names of the server's OpenAPI document.

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ask } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type Joins = Schemas["Joins"];
export type JoinWay = Schemas["JoinWay"];
export type JoinStep = Schemas["JoinStep"];
export type JoinCaution = Schemas["JoinCaution"];

/** Ask for the ways to join tables, the first one's rows kept; with less than two nothing is asked. */
export const useJoins = (table: string[], dialect: string) =>
  useQuery({
    queryKey: ["metadata-joins", table, dialect],
    queryFn: ({ signal }) => ask<Joins>("GET", "api/metadata/joins", { query: { table, dialect }, signal }),
    enabled: table.length > 1,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
