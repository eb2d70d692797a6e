// The transformations that are and were in use: downloaded, compared two by two.

import { DownloadOutlined } from "@/look/icons";
import { Button, Table } from "antd";
import { address } from "@/api/client";
import { useKettleDiff, type Kettle, type KettleVersion, type KettleWanted } from "@/api/kettle";
import { Diff, DiffCount } from "@/parts/diff";
import { Panel } from "@/parts/page";
import { Empty, Loaded } from "@/parts/states";
import { useTwo } from "@/parts/two";
import { Chip, Moment, NOTHING } from "@/parts/values";
import { useTexts } from "@/texts/context";

export const route = (wanted: KettleWanted): string => `${wanted.source} → ${[wanted.target, wanted.schema, wanted.table].filter(Boolean).join(".")}`;

export function KettleVersions({ kettle }: { kettle: Kettle }) {
  const texts = useTexts();
  const words = texts.standards;
  const names = texts.kettlePlan;
  const { old, now, rowSelection } = useTwo<KettleVersion>();
  return (
    <>
      <Panel title={words.versions} beside={kettle.versions.length > 1 ? <span className="quiet">{words.chooseTwo}</span> : null} flush>
        <div className="table-scroll" role="region" tabIndex={0} aria-label={names.versions}>
          <Table<KettleVersion>
            size="small"
            rowKey="number"
            pagination={kettle.versions.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
            dataSource={kettle.versions}
            rowSelection={rowSelection}
            columns={[
              { key: "number", title: words.version, render: (_, one) => <span className="row-tight">{one.number}{one.number === kettle.in_use ? <Chip tone="good">{names.now}</Chip> : null}</span> },
              { key: "route", title: names.way, render: (_, one) => <code className="mono">{route(one.wanted)}</code> },
              { key: "reason", title: words.reason, render: (_, one) => one.reason || NOTHING },
              { key: "by", title: words.by, render: (_, one) => one.actor },
              { key: "at", title: words.at, render: (_, one) => <Moment at={one.at} /> },
              { key: "file", title: <span className="only-read">{texts.table.actions}</span>, align: "right", render: (_, one) => <Button type="text" size="small" icon={<DownloadOutlined />} aria-label={`${names.download} ${one.number}`} href={address("api/standards/kettle/file", { table: kettle.table, version: one.number })} download /> },
            ]}
          />
        </div>
      </Panel>
      {old !== undefined && now !== undefined ? <Compared table={kettle.table} old={old} now={now} /> : null}
    </>
  );
}

function Compared({ table, old, now }: { table: string; old: number; now: number }) {
  const texts = useTexts().standards;
  const query = useKettleDiff(table, old, now);
  const title = texts.compared(String(old), String(now));
  return (
    <Panel title={title} beside={query.data ? <DiffCount diff={query.data.diff} /> : null} flush>
      <Loaded query={query} rows={3}>{({ diff }) => (diff ? <Diff diff={diff} label={title} /> : <Empty title={texts.same} />)}</Loaded>
    </Panel>
  );
}
