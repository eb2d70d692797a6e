// The times of a run's steps as places on one axis.

import type { RunDetail, Step } from "@/api/dagster";

export interface Bar {
  step: Step;
  /** Shares of the axis, from 0 to 1; null for a step that has not begun. */
  left: number | null;
  width: number;
}

export interface Axis {
  seconds: number;
  ticks: number[];
}

const NICE = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];
const MOST_TICKS = 7;

const time = (text: string | null | undefined) => (text ? Date.parse(text) / 1000 : null);

/** Return where each step stands between the start of the run and its end, or now. */
export function barsOf(run: Pick<RunDetail, "steps" | "started_at" | "ended_at">, now: Date): { bars: Bar[]; axis: Axis } {
  const starts = run.steps.map((step) => time(step.started_at)).filter((at) => at !== null);
  const from = Math.min(time(run.started_at) ?? Infinity, ...starts);
  if (!Number.isFinite(from)) return { bars: run.steps.map((step) => ({ step, left: null, width: 0 })), axis: { seconds: 0, ticks: [] } };
  const ends = run.steps.map((step) => time(step.ended_at) ?? (step.started_at && !run.ended_at ? now.getTime() / 1000 : 0));
  const to = Math.max(time(run.ended_at) ?? from, from + 0.001, ...ends);
  const seconds = to - from;
  const bars = run.steps.map((step): Bar => {
    const start = time(step.started_at);
    if (start === null) return { step, left: null, width: 0 };
    const end = time(step.ended_at) ?? (run.ended_at ? to : now.getTime() / 1000);
    return { step, left: (start - from) / seconds, width: Math.max(0, end - start) / seconds };
  });
  return { bars, axis: { seconds, ticks: ticksOf(seconds) } };
}

/** Return whole steps of time, few enough to be read. */
export function ticksOf(seconds: number): number[] {
  const step = NICE.find((one) => seconds / one <= MOST_TICKS) ?? Math.ceil(seconds / MOST_TICKS / 86400) * 86400;
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, at) => at * step);
}
