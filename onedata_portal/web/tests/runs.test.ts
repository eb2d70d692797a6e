import { describe, expect, it } from "vitest";
import type { LogEntry, Step } from "@/api/dagster";
import { shownEntries } from "@/pages/run/filter";
import { barsOf, ticksOf } from "@/pages/run/times";

const NOW = new Date("2026-01-01T00:02:00Z");
const step = (key: string, started: string | null, ended: string | null): Step => ({
  key,
  status: ended ? "success" : started ? "in_progress" : "not_started",
  started_at: started && `2026-01-01T00:0${started}Z`,
  ended_at: ended && `2026-01-01T00:0${ended}Z`,
  seconds: null,
  attempts: 1,
  after: [],
});

describe("the bars of a run", () => {
  it("stand where their steps began and ended", () => {
    const run = { started_at: "2026-01-01T00:00:00Z", ended_at: "2026-01-01T00:01:40Z", steps: [step("a", "0:10", "0:20"), step("b", "0:50", "1:40")] };
    const { bars, axis } = barsOf(run, NOW);
    expect(axis.seconds).toBe(100);
    expect(bars.map((bar) => [bar.left, bar.width])).toEqual([[0.1, 0.1], [0.5, 0.5]]);
  });

  it("of what runs reach to the present", () => {
    const { bars } = barsOf({ started_at: "2026-01-01T00:00:00Z", ended_at: null, steps: [step("a", "1:00", null)] }, NOW);
    expect(bars.map((bar) => [bar.left, bar.width])).toEqual([[0.5, 0.5]]);
  });

  it("are none for what has not begun", () => {
    const { bars, axis } = barsOf({ started_at: null, ended_at: null, steps: [step("a", null, null)] }, NOW);
    expect(bars[0]?.left).toBeNull();
    expect(axis.ticks).toEqual([]);
  });
});

describe("the axis", () => {
  it.each([0.5, 7, 61, 3599, 86399, 40 * 86400])("of %d s has few ticks, all inside", (seconds) => {
    const ticks = ticksOf(seconds);
    expect(ticks.length).toBeLessThanOrEqual(8);
    expect(Math.max(...ticks)).toBeLessThanOrEqual(seconds);
  });
});

describe("the log", () => {
  const entry = (level: string, text: string, of: string | null = "load", error: string | null = null): LogEntry => ({ at: "2026-01-01T00:00:00Z", level, step: of, kind: null, text, error });
  const entries = [entry("debug", "start"), entry("warning", "slow"), entry("error", "broke", "save", "ValueError: row 12")];

  it("shows the level that is wanted and those above it", () => {
    expect(shownEntries(entries, { level: "warning", step: "", text: "" }).map((one) => one.text)).toEqual(["slow", "broke"]);
  });

  it("shows one step", () => {
    expect(shownEntries(entries, { level: "debug", step: "save", text: "" }).map((one) => one.text)).toEqual(["broke"]);
  });

  it("finds words in errors too", () => {
    expect(shownEntries(entries, { level: "debug", step: "", text: "valueerror" }).map((one) => one.text)).toEqual(["broke"]);
  });
});
