// What happened to an asset: its events, and its numbers over time.

import { Button, Segmented, Table } from "antd";
import { useState } from "react";
import { useHistory } from "@/api/assets";
import type { AssetDetail, AssetEvent } from "@/api/dagster";
import { Trend } from "@/pages/asset/trend";
import { numbersOf } from "@/pages/asset/numbers";
import { RunLink } from "@/parts/dagster";
import { FactList } from "@/parts/facts";
import { Panel } from "@/parts/page";
import { Empty, Loaded } from "@/parts/states";
import { Chip, Mark, Moment, NOTHING, type Tone } from "@/parts/values";
import { useTexts } from "@/texts/context";

const TONES: Record<string, Tone> = { materialization: "good", observation: "quiet", failure: "bad" };

export default function HistoryTab({ asset }: { asset: AssetDetail }) {
  const texts = useTexts();
  const query = useHistory(asset.address);
  return (
    <Loaded query={query}>
      {(data) => {
        const events = data.pages.flatMap((page) => page.items);
        if (!events.length) return <Panel><Empty title={texts.asset.noHistory} /></Panel>;
        return (
          <>
            <Numbers events={events} />
            <Panel flush>
              <Events events={events} />
              {query.hasNextPage ? (
                <div className="pager"><Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{texts.common.more}</Button></div>
              ) : null}
            </Panel>
          </>
        );
      }}
    </Loaded>
  );
}

function Numbers({ events }: { events: readonly AssetEvent[] }) {
  const texts = useTexts().asset;
  const series = numbersOf(events);
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = series.find((one) => one.label === chosen) ?? series[0];
  if (!shown) return null;
  const labels = series.slice(0, 6).map((one) => one.label);
  return (
    <Panel
      title={shown.label}
      beside={labels.length > 1 ? <Segmented size="small" aria-label={texts.chartOf} value={shown.label} options={labels} onChange={setChosen} /> : null}
    >
      <Trend series={shown} />
    </Panel>
  );
}

function Events({ events }: { events: AssetEvent[] }) {
  const texts = useTexts().asset;
  const names: Record<string, string> = { materialization: texts.materialization, observation: texts.observation, failure: texts.failure };
  return (
    <div className="table-scroll">
      <Table<AssetEvent>
        size="small"
        rowKey={(event) => `${event.at} ${event.partition ?? ""} ${event.kind} ${event.step ?? ""}`}
        pagination={false}
        dataSource={events}
        expandable={{
          columnWidth: 32,
          rowExpandable: (event) => event.metadata.length > 0 || Boolean(event.description),
          expandedRowRender: (event) => (
            <>
              {event.description ? <p className="prose">{event.description}</p> : null}
              <FactList facts={event.metadata} />
            </>
          ),
        }}
        columns={[
          { key: "at", title: texts.at, render: (_, event) => <Moment absolute at={event.at} /> },
          { key: "kind", title: texts.event, render: (_, event) => <Mark tone={TONES[event.kind] ?? "quiet"}>{names[event.kind] ?? event.kind}</Mark> },
          { key: "partition", title: texts.partition, render: (_, event) => (event.partition ? <Chip>{event.partition}</Chip> : NOTHING) },
          { key: "run", title: texts.run, render: (_, event) => (event.run_id ? <RunLink id={event.run_id} /> : NOTHING) },
        ]}
      />
    </div>
  );
}
