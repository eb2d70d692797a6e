// The log of a run: filtered, following, and only as many lines drawn as are seen.

import { useVirtualizer } from "@tanstack/react-virtual";
import { Checkbox, Input, Select } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import type { LogEntry, RunDetail } from "@/api/dagster";
import { formatClock, formatMomentWithZone, formatNumber } from "@/format";
import { LEVELS, shownEntries } from "@/pages/run/filter";
import { useLog, type StreamState } from "@/pages/run/stream";
import { Panel } from "@/parts/page";
import { Empty } from "@/parts/states";
import { Mark, type Tone } from "@/parts/values";
import { useLanguage, useTexts } from "@/texts/context";

const LINE = 24;

interface LogPanelProps {
  run: RunDetail;
  step: string;
  choose: (step: string) => void;
}

export function LogPanel({ run, step, choose }: LogPanelProps) {
  const texts = useTexts();
  const language = useLanguage();
  const log = useLog(run.id);
  const [level, setLevel] = useState("debug");
  const [text, setText] = useState("");
  const [follow, setFollow] = useState(true);
  const entries = useMemo(() => shownEntries(log.entries, { level, step, text }), [log.entries, level, step, text]);
  return (
    <Panel title={texts.run.log} beside={<span className="row"><span className="quiet number">{texts.run.lines(formatNumber(entries.length, language))}</span><StreamMark state={log.state} /></span>} flush>
      <div className="toolbar">
        <Input className="toolbar-search" allowClear placeholder={texts.run.logSearch} aria-label={texts.run.logSearch} value={text} onChange={(event) => setText(event.target.value)} />
        <Select aria-label={texts.run.logLevel} value={level} onChange={setLevel} popupMatchSelectWidth={false} options={LEVELS.map((one) => ({ value: one, label: texts.run.levels[one] }))} style={{ minWidth: 88 }} />
        <Select className="toolbar-filter" aria-label={texts.run.step} value={step} onChange={choose} popupMatchSelectWidth={false} options={[{ value: "", label: texts.run.allSteps }, ...run.steps.map((one) => ({ value: one.key, label: one.key }))]} />
        <Checkbox checked={follow} onChange={(event) => setFollow(event.target.checked)}>{texts.run.follow}</Checkbox>
      </div>
      {entries.length ? <Lines entries={entries} follow={follow && log.state !== "finished"} stop={() => setFollow(false)} /> : <Empty title={log.entries.length ? texts.states.filteredTitle : texts.run.logEmpty} />}
    </Panel>
  );
}

function StreamMark({ state }: { state: StreamState }) {
  const texts = useTexts().run;
  const shown: Record<StreamState, [Tone, string]> = {
    live: ["busy", texts.live],
    reconnecting: ["warn", texts.reconnecting],
    finished: ["quiet", texts.ended],
    gone: ["warn", texts.gone],
  };
  const [tone, said] = shown[state];
  return <span role="status"><Mark tone={tone}>{said}</Mark></span>;
}

function Lines({ entries, follow, stop }: { entries: readonly LogEntry[]; follow: boolean; stop: () => void }) {
  const texts = useTexts();
  const place = useRef<HTMLDivElement>(null);
  const lines = useVirtualizer({ count: entries.length, getScrollElement: () => place.current, estimateSize: () => LINE, overscan: 20 });
  useEffect(() => {
    if (follow) lines.scrollToIndex(entries.length - 1, { align: "end" });
  }, [entries.length, follow, lines]);
  return (
    <div ref={place} className="log" tabIndex={0} role="log" aria-label={texts.run.log} onWheel={(event) => (event.deltaY < 0 && follow ? stop() : undefined)}>
      <div style={{ height: lines.getTotalSize(), position: "relative" }}>
        {lines.getVirtualItems().map((item) => {
          const entry = entries[item.index];
          return entry ? (
            <div key={item.key} ref={lines.measureElement} data-index={item.index} className="log-place" style={{ transform: `translateY(${item.start}px)` }}>
              <Line entry={entry} />
            </div>
          ) : null;
        })}
      </div>
    </div>
  );
}

function Line({ entry }: { entry: LogEntry }) {
  const texts = useTexts().run;
  const language = useLanguage();
  const at = new Date(entry.at);
  const level = texts.levels[entry.level as keyof typeof texts.levels] ?? entry.level;
  return (
    <div className={`log-line log-${entry.level}`}>
      <time dateTime={entry.at} title={formatMomentWithZone(at, language)}>{formatClock(at, language)}</time>
      <span className="log-level">{level}</span>
      <span className="log-step" title={entry.step ?? undefined}>{entry.step}</span>
      <span className="log-text">
        {entry.kind ? <span className="log-kind">{entry.kind} </span> : null}
        {entry.text}
        {entry.error ? <pre tabIndex={0}>{entry.error}</pre> : null}
      </span>
    </div>
  );
}
