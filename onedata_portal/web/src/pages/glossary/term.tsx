// One term: what it means, the columns that have it, its versions.

import { Button, List, Popconfirm } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { ask } from "@/api/client";
import { TAGGED, termLink, termPath, TERMS, useTerm, type TermDetail, type TermVersion } from "@/api/tags";
import { useTermTitle } from "@/components/tags/term-title";
import { TermState } from "@/pages/glossary/glossary";
import { TermForm } from "@/pages/glossary/term-form";
import { useAct } from "@/parts/actions";
import { assetPath } from "@/parts/dagster";
import { Facts, PageFrame, Panel } from "@/parts/page";
import { Empty, Loaded } from "@/parts/states";
import { Chip, Moment, NOTHING } from "@/parts/values";
import { useTexts } from "@/texts/context";

export default function TermPage() {
  const { name = "" } = useParams();
  const query = useTerm(name);
  return <Loaded query={query}>{(detail) => <TermView key={name} detail={detail} />}</Loaded>;
}

function TermView({ detail }: { detail: TermDetail }) {
  const texts = useTexts().glossary;
  const { term } = detail;
  const [isEdited, setEdited] = useState(false);
  const names = (those: readonly string[]) => (those.length ? <span className="chips">{those.map((name) => <Link key={name} to={termLink(name)}><Chip tone="busy">{name}</Chip></Link>)}</span> : NOTHING);
  return (
    <PageFrame
      title={useTermTitle()(term)}
      trail={{ title: texts.title, to: "/glossary" }}
      beside={<span className="row"><TermState state={detail.state} />{detail.state === "draft" && detail.approved ? <span className="quiet">{texts.holds(String(detail.approved))}</span> : null}</span>}
      actions={<Actions detail={detail} edit={() => setEdited(true)} />}
    >
      <div className="grid">
        <Panel>
          <Facts
            items={[
              [texts.name, <span key="name" className="mono">term:{term.name}</span>],
              [texts.definitionZh, <span key="zh" className="prose">{term.definition_zh || NOTHING}</span>],
              [texts.definitionEn, <span key="en" className="prose">{term.definition_en || NOTHING}</span>],
              [texts.titleZh, term.title_zh || NOTHING],
              [texts.titleEn, term.title_en || NOTHING],
              [texts.synonyms, term.synonyms?.length ? <span key="synonyms" className="chips">{term.synonyms.map((one) => <Chip key={one}>{one}</Chip>)}</span> : NOTHING],
              [texts.domain, term.domain || NOTHING],
              [texts.owner, term.owner || NOTHING],
              [texts.parent, names(term.parent ? [term.parent] : [])],
              [texts.children, names(detail.children)],
              [texts.related, names(term.related ?? [])],
            ]}
          />
        </Panel>
        <Having detail={detail} />
        <Versions versions={detail.versions} />
      </div>
      {isEdited ? <TermForm term={term} number={detail.number} close={() => setEdited(false)} /> : null}
    </PageFrame>
  );
}

function Actions({ detail, edit }: { detail: TermDetail; edit: () => void }) {
  const texts = useTexts();
  const names = texts.glossary;
  const decide = useAct<"approve" | "remove", TermVersion>({
    act: (what) => ask<TermVersion>("POST", termPath(detail.term.name, `/${what}`), { body: { number: detail.number } }),
    said: (version) => names.state[version.state] ?? "",
    stale: [TERMS, TAGGED],
  });
  if (detail.state === "removed") return null;
  return (
    <>
      {detail.may.approve ? (
        <Popconfirm title={names.removeAsk} okText={names.remove} cancelText={texts.common.cancel} onConfirm={() => decide.mutate("remove")}>
          <Button danger>{names.remove}</Button>
        </Popconfirm>
      ) : null}
      {detail.may.edit ? <Button onClick={edit}>{texts.common.edit}</Button> : null}
      {detail.may.approve && detail.state === "draft" ? <Button type="primary" loading={decide.isPending} onClick={() => decide.mutate("approve")}>{names.approve}</Button> : null}
    </>
  );
}

function Having({ detail }: { detail: TermDetail }) {
  const texts = useTexts();
  return (
    <Panel title={texts.glossary.columnsOf}>
      {detail.columns.length ? (
        <ul className="plain-list">
          {detail.columns.map(({ column, by, who }) => (
            <li key={`${column.asset.address} ${column.column}`} className="row">
              <Link className="mono" to={`${assetPath(column.asset)}?tab=metadata`}>{column.asset.name}.{column.column}</Link>
              <span className="quiet">{texts.tags.by[by]}{who ? ` · ${who}` : ""}</span>
            </li>
          ))}
        </ul>
      ) : <Empty title={texts.glossary.noColumns} />}
    </Panel>
  );
}

function Versions({ versions }: { versions: TermVersion[] }) {
  const texts = useTexts().glossary;
  return (
    <Panel title={texts.versions}>
      <List<TermVersion>
        size="small"
        dataSource={versions}
        rowKey="number"
        renderItem={(one) => (
          <List.Item>
            <span className="row">
              <strong>{one.number}</strong>
              <TermState state={one.state} />
              <span className="quiet">{one.who} · <Moment at={one.at} absolute />{one.why ? ` · ${one.why}` : ""}</span>
            </span>
          </List.Item>
        )}
      />
    </Panel>
  );
}
