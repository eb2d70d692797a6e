// The numbers that events of an asset carry, as series over time.

import type { AssetEvent } from "@/api/dagster";

export interface Series {
  label: string;
  points: { at: string; value: number; partition: string | null }[];
}

// Counts of rows are what people look at first.
const FIRST = ["dagster/row_count", "dagster/partition_row_count", "rows"];

/** Return each number with its values, oldest first; those with one value only are left out. */
export function numbersOf(events: readonly AssetEvent[]): Series[] {
  const found = new Map<string, Series>();
  for (const event of [...events].reverse()) {
    if (event.kind === "failure") continue;
    for (const fact of event.metadata) {
      if (typeof fact.value !== "number") continue;
      const series = found.get(fact.label) ?? { label: fact.label, points: [] };
      series.points.push({ at: event.at, value: fact.value, partition: event.partition });
      found.set(fact.label, series);
    }
  }
  const rank = (label: string) => (FIRST.includes(label) ? FIRST.indexOf(label) : FIRST.length);
  return [...found.values()].filter((series) => series.points.length > 1).sort((one, other) => rank(one.label) - rank(other.label));
}
