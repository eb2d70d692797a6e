// Which entries of a log are shown.

import type { LogEntry } from "@/api/dagster";

export const LEVELS = ["debug", "info", "warning", "error", "critical"] as const;

export interface LogFilter {
  /** The lowest level shown. */
  level: string;
  step: string;
  text: string;
}

export function shownEntries(entries: readonly LogEntry[], filter: LogFilter): LogEntry[] {
  const lowest = (LEVELS as readonly string[]).indexOf(filter.level);
  const wanted = filter.text.toLowerCase();
  return entries.filter(
    (entry) =>
      (LEVELS as readonly string[]).indexOf(entry.level) >= lowest &&
      (!filter.step || entry.step === filter.step) &&
      (!wanted || `${entry.text} ${entry.kind ?? ""} ${entry.step ?? ""} ${entry.error ?? ""}`.toLowerCase().includes(wanted)),
  );
}
