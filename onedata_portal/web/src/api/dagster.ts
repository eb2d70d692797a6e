// What the server answers about assets and runs, by the names of its OpenAPI document.

import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type AssetRef = Schemas["AssetRef"];
export type AssetItem = Schemas["AssetItem"];
export type AssetPage = Schemas["AssetPage"];
export type AssetDetail = Schemas["AssetDetail"];
export type CheckItem = Schemas["CheckItem"];
export type CheckList = Schemas["CheckList"];
export type Outcome = Schemas["Outcome"];
export type Health = Schemas["Health"];
export type Freshness = Schemas["Freshness"];
export type AssetColumn = Schemas["Column"];
export type History = Schemas["History"];
export type AssetEvent = Schemas["Event"];
export type Fact = Schemas["MetadataValue"];
export type LineageGraph = Schemas["LineageGraph"];
export type LineageNode = Schemas["LineageNode"];
export type ColumnGraph = Schemas["ColumnGraph"];
export type Partitions = Schemas["PartitionsOfAsset"];
export type Home = Schemas["Home"];
export type HealthCounts = Schemas["HealthCounts"];
export type RunItem = Schemas["RunItem"];
export type RunPage = Schemas["RunPage"];
export type RunDetail = Schemas["RunDetail"];
export type RunStatus = Schemas["RunStatus"];
export type Step = Schemas["Step"];
export type LogEntry = Schemas["LogEntry"];
export type LogPage = Schemas["LogPage"];
export type Launched = Schemas["Launched"];
