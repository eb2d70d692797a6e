// The Kettle transformation of a table: wanted, previewed as a diff, used as a version.

import { DownloadOutlined } from "@/look/icons";
import { Alert, Button } from "antd";
import { useState } from "react";
import { address } from "@/api/client";
import { useKettle, type Kettle, type KettleWanted } from "@/api/kettle";
import { KettleForm } from "@/pages/standard/kettle-form";
import { KettlePreviewPanel } from "@/pages/standard/kettle-preview";
import { KettleVersions } from "@/pages/standard/kettle-versions";
import { Facts, Panel } from "@/parts/page";
import { Loaded } from "@/parts/states";
import { Mark, Moment, NOTHING, type Tone } from "@/parts/values";
import { useLanguage, useTexts } from "@/texts/context";

export const KETTLE_TONES: Record<Kettle["state"], Tone> = { none: "quiet", current: "good", waits: "warn", refused: "bad" };

export function KettlePanel({ table }: { table: string }) {
  const query = useKettle(table);
  return <Loaded query={query} rows={8}>{(kettle) => <Parts key={kettle.in_use} kettle={kettle} />}</Loaded>;
}

/** Return what was asked for the last time, or else what most tables are brought to. */
function firstWanted(kettle: Kettle): KettleWanted {
  const last = kettle.versions[0];
  if (last) return last.wanted;
  const name = kettle.table.split("/").at(-1) ?? "";
  const standard = kettle.standards.includes(kettle.table) ? kettle.table : "";
  return { standard, source: kettle.source, target: "lake", schema: "ods", table: name, rejected: `${name}__rejected`, only_conforming: false };
}

function Parts({ kettle }: { kettle: Kettle }) {
  const first = firstWanted(kettle);
  const [wanted, setWanted] = useState<KettleWanted | null>(kettle.state === "waits" ? first : null);
  return (
    <div className="grid">
      <InUse kettle={kettle} />
      <KettleForm kettle={kettle} first={first} show={setWanted} />
      {wanted ? <KettlePreviewPanel kettle={kettle} wanted={wanted} /> : null}
      {kettle.versions.length ? <KettleVersions kettle={kettle} /> : null}
    </div>
  );
}

function InUse({ kettle }: { kettle: Kettle }) {
  const texts = useTexts().kettlePlan;
  const language = useLanguage();
  const last = kettle.versions[0];
  const download = last ? <Button size="small" icon={<DownloadOutlined />} href={address("api/standards/kettle/file", { table: kettle.table })} download>{texts.download}</Button> : null;
  return (
    <Panel title={texts.inUse} beside={download}>
      <div className="grid">
        <Facts
          items={[
            [texts.state, <Mark key="state" tone={KETTLE_TONES[kettle.state]}>{texts.states[kettle.state]}</Mark>],
            [texts.version, last ? String(last.number) : NOTHING],
            [texts.file, <code key="file" className="mono wrap">{kettle.file}</code>],
            [texts.usedAt, last ? <span key="at"><Moment at={last.at} /> <span className="quiet">{last.actor}</span></span> : NOTHING],
          ]}
        />
        {kettle.refusal ? <Alert type="error" showIcon role="alert" title={texts.refused} description={kettle.refusal[language]} /> : null}
        {kettle.may_change && !kettle.is_writable ? <Alert type="warning" showIcon role="note" title={texts.notWritable} description={<code className="mono wrap">{`onedata metadata kettle ${kettle.table} --accept`}</code>} /> : null}
      </div>
    </Panel>
  );
}
