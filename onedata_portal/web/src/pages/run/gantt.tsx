// The steps of a run as bars over time. A click shows the log of one step.

import { Tooltip } from "antd";
import type { RunDetail } from "@/api/dagster";
import { isOver } from "@/api/runs";
import { formatDuration } from "@/format";
import { barsOf, type Bar } from "@/pages/run/times";
import { Empty } from "@/parts/states";
import { useNow } from "@/parts/now";
import { Mark, type Tone } from "@/parts/values";
import { useLanguage, useTexts } from "@/texts/context";

export const STEP_TONES: Record<string, Tone> = { success: "good", failure: "bad", in_progress: "busy", skipped: "quiet", not_started: "quiet" };

interface GanttProps {
  run: RunDetail;
  chosen: string;
  choose: (step: string) => void;
}

export function Gantt({ run, chosen, choose }: GanttProps) {
  const texts = useTexts();
  const language = useLanguage();
  const now = useNow(isOver(run.status) ? 3_600_000 : 1000);
  if (!run.steps.length) return <Empty title={texts.run.noSteps} />;
  const { bars, axis } = barsOf(run, now);
  return (
    <div className="gantt" role="group" aria-label={texts.run.gantt}>
      {axis.ticks.length ? (
        <div className="gantt-row gantt-axis" aria-hidden>
          <span />
          <span className="gantt-track">
            {axis.ticks.map((tick) => (
              <span key={tick} className="gantt-tick" style={{ left: `${(tick / axis.seconds) * 100}%` }}>{tick ? formatDuration(tick, language) : "0"}</span>
            ))}
          </span>
          <span />
        </div>
      ) : null}
      <div className="gantt-rows">
        {bars.map((bar) => <GanttRow key={bar.step.key} bar={bar} isChosen={chosen === bar.step.key} choose={choose} />)}
      </div>
    </div>
  );
}

function GanttRow({ bar, isChosen, choose }: { bar: Bar; isChosen: boolean; choose: (step: string) => void }) {
  const texts = useTexts();
  const language = useLanguage();
  const { step } = bar;
  const status = texts.stepStatus[step.status] ?? step.status;
  const took = step.seconds === null ? "" : formatDuration(step.seconds, language);
  return (
    <button type="button" className={`gantt-row ${isChosen ? "gantt-chosen" : ""}`} aria-pressed={isChosen} onClick={() => choose(isChosen ? "" : step.key)}>
      <span className="gantt-name" title={step.key}>{step.key}</span>
      <span className="gantt-track">
        {bar.left === null ? null : (
          <Tooltip title={`${step.key} · ${status} ${took}`}>
            <span className={`gantt-bar tone-${STEP_TONES[step.status] ?? "quiet"}`} style={{ left: `${bar.left * 100}%`, width: `${bar.width * 100}%` }} />
          </Tooltip>
        )}
      </span>
      <span className="gantt-end">
        {step.attempts > 1 ? <span className="quiet">{step.attempts} {texts.run.attempt}</span> : null}
        {took ? <span className="number">{took}</span> : null}
        <Mark tone={STEP_TONES[step.status] ?? "quiet"}><span className="from-desktop">{status}</span><span className="only-read">{status}</span></Mark>
      </span>
    </button>
  );
}
