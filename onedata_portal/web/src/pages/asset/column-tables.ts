// The tables of a graph of columns, each with those of its columns that have lines.

import type { AssetRef, ColumnGraph } from "@/api/dagster";

export interface ColumnTable {
  asset: AssetRef;
  columns: string[];
}

export function tables(graph: ColumnGraph): ColumnTable[] {
  const found = new Map<string, ColumnTable>();
  for (const { asset, column } of graph.edges.flatMap((edge) => [edge.source, edge.target])) {
    const table = found.get(asset.address) ?? { asset, columns: [] };
    if (!table.columns.includes(column)) table.columns.push(column);
    found.set(asset.address, table);
  }
  return [...found.values()];
}
