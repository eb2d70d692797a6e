// The versions of a standard: looked back at, compared, restored.

import { Button, Popconfirm, Table } from "antd";
import { ask } from "@/api/client";
import { STANDARDS, standardKey, useChanges, type Standard, type StandardVersion } from "@/api/standards";
import { Changes } from "@/pages/standard/drafts";
import { STATE_TONES } from "@/pages/standards/standards";
import { useAct } from "@/parts/actions";
import { Panel } from "@/parts/page";
import { Empty, Loaded } from "@/parts/states";
import { useTwo } from "@/parts/two";
import { Mark, Moment } from "@/parts/values";
import { useTexts } from "@/texts/context";

export function VersionsPanel({ standard }: { standard: Standard }) {
  const texts = useTexts();
  const words = texts.standards;
  const { old, now, rowSelection } = useTwo<StandardVersion>();
  const restore = useAct({
    act: (number: number) => ask<Standard>("POST", "api/standards/restoration", { body: { table: standard.table, number } }),
    said: words.published,
    stale: [standardKey(standard.table), STANDARDS],
  });
  if (!standard.versions.length) return <Panel><Empty title={words.noVersions} hint={words.noVersionsHint} /></Panel>;
  return (
    <div className="grid">
      <Panel title={words.versions} beside={<span className="quiet">{words.chooseTwo}</span>} flush>
        <div className="table-scroll" role="region" tabIndex={0} aria-label={words.versions}>
          <Table<StandardVersion>
            size="small"
            rowKey="number"
            pagination={standard.versions.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
            dataSource={standard.versions}
            rowSelection={rowSelection}
            columns={[
              { key: "number", title: words.version, render: (_, one) => one.number },
              { key: "state", title: words.state, render: (_, one) => <Mark tone={STATE_TONES[one.state]}>{words.states[one.state]}</Mark> },
              { key: "reason", title: words.reason, render: (_, one) => one.reason },
              { key: "by", title: words.by, render: (_, one) => one.actor },
              { key: "at", title: words.at, render: (_, one) => <Moment at={one.at} /> },
              ...(standard.may_change
                ? [{
                    key: "restore",
                    title: <span className="only-read">{texts.table.actions}</span>,
                    align: "right" as const,
                    render: (_: unknown, one: StandardVersion) => (
                      <Popconfirm title={words.restoreAsk(String(one.number))} okText={words.restore} cancelText={texts.common.cancel} onConfirm={() => restore.mutate(one.number)}>
                        <Button type="text" size="small" aria-label={`${words.restore} ${one.number}`}>{words.restore}</Button>
                      </Popconfirm>
                    ),
                  }]
                : []),
            ]}
          />
        </div>
      </Panel>
      {old !== undefined && now !== undefined ? <Compared table={standard.table} old={old} now={now} /> : null}
    </div>
  );
}

function Compared({ table, old, now }: { table: string; old: number; now: number }) {
  const texts = useTexts().standards;
  const query = useChanges(table, old, now);
  const title = texts.compared(String(old), String(now));
  return (
    <Panel title={title} flush>
      <Loaded query={query} rows={3}>{(changes) => (changes.length ? <Changes changes={changes} label={title} heads={[`${texts.version} ${old}`, `${texts.version} ${now}`]} /> : <Empty title={texts.same} />)}</Loaded>
    </Panel>
  );
}
