// The versions of a code set, the standard's own first, compared two by two.

import { Table } from "antd";
import { useCodeSet, type Code, type CodeSet } from "@/api/code-sets";
import { differences } from "@/pages/code-set/codes";
import { Panel } from "@/parts/page";
import { Empty, Loaded } from "@/parts/states";
import { useTwo } from "@/parts/two";
import { Chip, Moment, NOTHING } from "@/parts/values";
import { useTexts } from "@/texts/context";

interface Row {
  number: number;
  reason: string;
  actor: string;
  at: string | null;
}

export function CodeSetVersions({ set }: { set: CodeSet }) {
  const texts = useTexts();
  const words = texts.standards;
  const names = texts.codeSets;
  const own: Row[] = set.is_standard ? [{ number: 0, reason: names.asStandardHint, actor: "", at: null }] : [];
  const rows: Row[] = [...set.versions, ...own];
  const { old, now, rowSelection } = useTwo<Row>(rows.length > 1 ? rows.slice(0, 2).map((one) => one.number) : []);
  return (
    <div className="grid">
      <Panel title={words.versions} beside={rows.length > 1 ? <span className="quiet">{words.chooseTwo}</span> : null} flush>
        <div className="table-scroll" role="region" tabIndex={0} aria-label={words.versions}>
          <Table<Row>
            size="small"
            rowKey="number"
            pagination={rows.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
            dataSource={rows}
            rowSelection={rowSelection}
            columns={[
              { key: "number", title: words.version, render: (_, one) => (one.number ? one.number : <Chip>{names.asStandard}</Chip>) },
              { key: "reason", title: words.reason, render: (_, one) => one.reason },
              { key: "by", title: words.by, render: (_, one) => one.actor || NOTHING },
              { key: "at", title: words.at, render: (_, one) => (one.at ? <Moment at={one.at} /> : NOTHING) },
            ]}
          />
        </div>
      </Panel>
      {old !== undefined && now !== undefined ? <Compared name={set.name} old={old} now={now} /> : null}
    </div>
  );
}

function Compared({ name, old, now }: { name: string; old: number; now: number }) {
  const texts = useTexts();
  const before = useCodeSet(name, old);
  const after = useCodeSet(name, now);
  return (
    <Panel title={texts.standards.compared(String(old), String(now))} flush>
      <Loaded query={before} rows={3}>{(one) => <Loaded query={after} rows={3}>{(other) => <Changes before={one.codes} after={other.codes} />}</Loaded>}</Loaded>
    </Panel>
  );
}

interface Change {
  kind: "added" | "gone" | "changed";
  value: string;
  before: Code | null;
  after: Code | null;
}

const TONES = { added: "good", gone: "bad", changed: "warn" } as const;

function Changes({ before, after }: { before: readonly Code[]; after: readonly Code[] }) {
  const texts = useTexts();
  const names = texts.codeSets;
  const { added, gone, changed } = differences(before, after);
  const rows: Change[] = [
    ...added.map((code) => ({ kind: "added" as const, value: code.value, before: null, after: code })),
    ...gone.map((code) => ({ kind: "gone" as const, value: code.value, before: code, after: null })),
    ...changed.map((one) => ({ kind: "changed" as const, value: one.after.value, before: one.before, after: one.after })),
  ];
  if (!rows.length) return <Empty title={names.same} />;
  const title = (code: Code | null) => (code ? `${code.title.zh} / ${code.title.en}` : NOTHING);
  return (
    <div className="table-scroll" role="region" tabIndex={0} aria-label={texts.standards.compare}>
      <Table<Change>
        size="small"
        rowKey="value"
        pagination={rows.length > 100 ? { pageSize: 100, showSizeChanger: false } : false}
        dataSource={rows}
        columns={[
          { key: "kind", title: texts.standards.state, width: 110, render: (_, one) => <Chip tone={TONES[one.kind]}>{names[one.kind]}</Chip> },
          { key: "value", title: names.code, render: (_, one) => <span className="mono">{one.value}</span> },
          { key: "before", title: texts.kettlePlan.from, render: (_, one) => title(one.before) },
          { key: "after", title: texts.kettlePlan.to, render: (_, one) => title(one.after) },
        ]}
      />
    </div>
  );
}
