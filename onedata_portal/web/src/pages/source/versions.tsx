// The versions of a source: what differs between two of them, and an earlier one made the newest.

import { App, Button, Select } from "antd";
import { useState } from "react";
import { restoreVersion, sourceKey, useDifferences, useSourceVersions, type SourceDetail, type SourceVersion } from "@/api/sources";
import { formatMoment } from "@/format";
import { ChangeList } from "@/pages/source/waiting";
import { useAct } from "@/parts/actions";
import { Panel } from "@/parts/page";
import { Empty, Loaded } from "@/parts/states";
import { Moment } from "@/parts/values";
import { useLanguage, useTexts } from "@/texts/context";

export function SourceVersions({ source }: { source: SourceDetail }) {
  const texts = useTexts().sources;
  const query = useSourceVersions(source.name);
  return (
    <Loaded query={query} rows={6}>
      {(past) =>
        past.items.length === 0 ? <Empty title={texts.never} hint={texts.noTablesHint} /> : <Compared source={source} versions={past.items} />
      }
    </Loaded>
  );
}

function Compared({ source, versions }: { source: SourceDetail; versions: SourceVersion[] }) {
  const texts = useTexts().sources;
  const newest = versions[0]?.number ?? 1;
  const [now, setNow] = useState(newest);
  const [old, setOld] = useState(Math.max(newest - 1, 1));
  return (
    <>
      <Panel title={texts.versions} flush>
        <History source={source} versions={versions} compare={(number) => { setNow(number); setOld(Math.max(number - 1, 1)); }} />
      </Panel>
      <Panel
        title={texts.differences}
        beside={
          <span className="panel-tools">
            <Choice label={texts.from} versions={versions} value={old} choose={setOld} />
            <Choice label={texts.to} versions={versions} value={now} choose={setNow} />
          </span>
        }
      >
        <Changes source={source.name} old={old} now={now} />
      </Panel>
    </>
  );
}

function History({ source, versions, compare }: { source: SourceDetail; versions: SourceVersion[]; compare: (number: number) => void }) {
  const texts = useTexts().sources;
  return (
    <ul className="plain-list spaced">
      {versions.map((one, at) => (
        <li key={one.number}>
          <button type="button" className="as-link" onClick={() => compare(one.number)}>{texts.numbered(String(one.number))}</button>{" "}
          <Moment at={one.at} /> <span className="quiet">{[one.reason, one.actor].filter(Boolean).join(" · ")}</span>{" "}
          {source.may_edit && at > 0 ? <Restore source={source.name} number={one.number} /> : null}
        </li>
      ))}
    </ul>
  );
}

function Choice({ label, versions, value, choose }: { label: string; versions: SourceVersion[]; value: number; choose: (number: number) => void }) {
  const language = useLanguage();
  const options = versions.map((one) => ({ value: one.number, label: `${one.number} · ${formatMoment(new Date(one.at), language)}` }));
  return <Select aria-label={label} value={value} onChange={choose} options={options} popupMatchSelectWidth={false} />;
}

function Changes({ source, old, now }: { source: string; old: number; now: number }) {
  const texts = useTexts().sources;
  const query = useDifferences(source, old, now);
  return (
    <Loaded query={query} rows={5}>
      {(told) =>
        told.items.length === 0 ? (
          <Empty title={texts.same} />
        ) : (
          <ChangeList changes={told.items} />
        )
      }
    </Loaded>
  );
}

function Restore({ source, number }: { source: string; number: number }) {
  const texts = useTexts();
  const { modal } = App.useApp();
  const restore = useAct({
    act: () => restoreVersion(source, number, ""),
    said: texts.sources.restored(String(number)),
    stale: [sourceKey(source), ["sources"]],
  });
  const confirm = () =>
    modal.confirm({
      title: texts.sources.restoreAsk(String(number)),
      content: texts.sources.restoreHint,
      okText: texts.sources.restore,
      cancelText: texts.common.cancel,
      onOk: () => restore.mutateAsync(undefined).catch(() => undefined),
    });
  return <Button size="small" onClick={() => void confirm()}>{texts.sources.restore}</Button>;
}
