// Values of a metric as lines over time: one for all, or one for each value of a dimension.

import type { MetricValues } from "@/api/documents";

export const PERIODS = ["day", "week", "month"];
const MOST_LINES = 6;

export interface Series {
  periods: string[];
  lines: { name: string; values: (number | null)[] }[];
}

const numberOf = (cell: unknown): number | null => (cell === null || cell === undefined || cell === "" || Number.isNaN(Number(cell)) ? null : Number(cell));

/** Return the lines of the greatest dimensions by their last values; null where there is no time. */
export function seriesOf(values: MetricValues): Series | null {
  const period = values.columns.findIndex((name) => PERIODS.includes(name));
  const value = values.columns.indexOf("value");
  if (period < 0 || value < 0) return null;
  const periods = [...new Set(values.rows.map((row) => String(row[period])))].sort();
  const at = new Map(periods.map((name, place) => [name, place]));
  const lines = new Map<string, (number | null)[]>();
  for (const row of values.rows) {
    const name = row.filter((_, place) => place !== period && place !== value).map((cell) => String(cell ?? "–")).join(" · ");
    const line = lines.get(name) ?? Array<number | null>(periods.length).fill(null);
    line[at.get(String(row[period])) ?? 0] = numberOf(row[value]);
    lines.set(name, line);
  }
  const sum = (line: readonly (number | null)[]) => line.reduce<number>((total, one) => total + Math.abs(one ?? 0), 0);
  const greatest = [...lines].sort((one, other) => sum(other[1]) - sum(one[1])).slice(0, MOST_LINES);
  return { periods, lines: greatest.map(([name, line]) => ({ name, values: line })) };
}
