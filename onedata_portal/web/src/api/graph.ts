// The graph of tables, by the names of the server's OpenAPI document.

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ask, type Query } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type Graph = Schemas["Graph"];
export type GraphNode = Schemas["GraphNode"];
export type GraphEdge = Schemas["GraphEdge"];
export type GraphDetail = Schemas["GraphTableDetail"];
export type GraphColumn = Schemas["GraphColumn"];
export type GraphReference = Schemas["GraphReference"];
export type TableKind = Schemas["TableKind"];

/** Ask for the tables that match filters, with all edges between them. */
export const useGraph = (query: Query) =>
  useQuery({
    queryKey: ["metadata-graph", query],
    queryFn: ({ signal }) => ask<Graph>("GET", "api/metadata/graph", { query, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

export const useGraphTable = (asset: string) =>
  useQuery({
    queryKey: ["metadata-graph-table", asset],
    queryFn: ({ signal }) => ask<GraphDetail>("GET", "api/metadata/graph/table", { query: { asset }, signal }),
    staleTime: 60_000,
  });
