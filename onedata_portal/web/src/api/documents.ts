// Metrics and registered tables, by the names of the server's OpenAPI document.

import { useQuery } from "@tanstack/react-query";
import { ask, filled } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type Metric = Schemas["Metric"];
export type MetricItem = Schemas["MetricItem"];
export type MetricPage = Schemas["MetricPage"];
export type MetricDetail = Schemas["MetricDetail"];
export type MetricChecked = Schemas["MetricChecked"];
export type MetricValues = Schemas["MetricValues"];
export type RegisteredTable = Schemas["RegisteredTable"];
export type RegisterItem = Schemas["RegisterItem"];
export type RegisterPage = Schemas["RegisterPage"];
export type RegisterDetail = Schemas["RegisterDetail"];
export type ActionResult = Schemas["ActionResult"];
export type TableAction = Schemas["TableAction"];
export type Operation = Schemas["Operation"];
export type KeptOperation = Schemas["KeptOperation"];
export type FacetValue = Schemas["FacetValue"];
export type FileAnswer = Schemas["FileAnswer"];
export type FileText = Schemas["FileText"];
export type VersionList = Schemas["DocumentVersionList"];
export type DocumentVersion = Schemas["DocumentVersionItem"];

export const METRICS = ["metrics"];
export const REGISTERS = ["registers"];
const VERSIONS = ["document-versions"];
/** What a change of a document makes old: lists of assets too, once definitions are loaded again. */
export const STALE = [METRICS, REGISTERS, VERSIONS, ["assets"]];

export const metricPath = (name: string, rest = "") => filled(`api/metrics/{name}${rest}`, { name });
export const registerPath = (table: Pick<RegisteredTable, "db" | "table">, rest = "") =>
  filled(`api/registers/{db}/{table}${rest}`, { db: table.db, table: table.table });

/** Return where the page of a registered table stands. */
export const registerLink = ({ db, table }: Pick<RegisteredTable, "db" | "table">) => filled("/registers/{db}/{table}", { db, table });

export const useMetric = (name: string) =>
  useQuery({ queryKey: [...METRICS, name], queryFn: ({ signal }) => ask<MetricDetail>("GET", metricPath(name), { signal }) });

export const useRegister = (db: string, table: string, every: number | false) =>
  useQuery({
    queryKey: [...REGISTERS, db, table],
    queryFn: ({ signal }) => ask<RegisterDetail>("GET", registerPath({ db, table }), { signal }),
    refetchInterval: every,
  });

export const useDocumentVersions = (path: string) =>
  useQuery({ queryKey: [...VERSIONS, path], queryFn: ({ signal }) => ask<VersionList>("GET", `${path}/versions`, { signal }) });

/** Values are read when they are asked for: each reading is in the audit log. */
export const useMetricValues = (name: string, fresh: boolean) =>
  useQuery({
    queryKey: ["metric-values", name, fresh],
    queryFn: ({ signal }) => ask<MetricValues>("POST", metricPath(name, "/values"), { body: { fresh, limit: 2000 }, signal }),
    retry: false,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
