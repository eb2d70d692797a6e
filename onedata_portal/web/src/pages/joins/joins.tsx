// How tables are joined: they are chosen, and beside the steps stands the SQL. All of it is in the address.

import "@/pages/joins/joins.css";
import { Alert, Button, Radio } from "antd";
import { useMemo } from "react";
import { Link, useSearchParams } from "react-router";
import { ApiError } from "@/api/client";
import { useGraph, type Graph } from "@/api/graph";
import { useJoins, type Joins } from "@/api/joins";
import { formatList, formatNumber } from "@/format";
import { Chain } from "@/pages/joins/chain";
import { Chooser } from "@/pages/joins/chooser";
import { keyed } from "@/pages/joins/reach";
import { SqlPanel } from "@/pages/joins/sql";
import { differing, rowsOf, tablesOf, type Tables } from "@/pages/joins/ways";
import { PageFrame, Panel } from "@/parts/page";
import { Empty, Failed, Loaded, Loading, useSaid } from "@/parts/states";
import { Chip } from "@/parts/values";
import { useLanguage, useTexts } from "@/texts/context";

const FIRST_DIALECT = "duckdb";

/** What is asked for, as it stands in the address, and how it is changed. */
function useAsked() {
  const [params, setParams] = useSearchParams();
  const written = params.toString();
  return useMemo(() => {
    const now = new URLSearchParams(written);
    const set = (name: string, values: readonly string[], also: readonly string[] = []) => {
      const next = new URLSearchParams(written);
      for (const gone of [name, ...also]) next.delete(gone);
      for (const value of values) next.append(name, value);
      setParams(next, { replace: name !== "table" });
    };
    return {
      tables: [...new Set(now.getAll("table"))],
      dialect: now.get("dialect") ?? FIRST_DIALECT,
      way: now.get("way") ?? "",
      choose: (tables: readonly string[]) => set("table", tables, ["way"]),
      speak: (dialect: string) => set("dialect", dialect === FIRST_DIALECT ? [] : [dialect]),
      go: (way: string) => set("way", way ? [way] : []),
    };
  }, [written, setParams]);
}

type Asked = ReturnType<typeof useAsked>;

export default function JoinsPage() {
  const texts = useTexts().joins;
  const graph = useGraph({ edge: "reference" });
  return <PageFrame title={texts.title}><Loaded query={graph} rows={8}>{(data) => <Page graph={data} />}</Loaded></PageFrame>;
}

function Page({ graph }: { graph: Graph }) {
  const texts = useTexts().joins;
  const asked = useAsked();
  if (!graph.nodes.length) return <Panel><Empty title={texts.empty} hint={texts.emptyHint} action={<Link to="/sources">{texts.toSources}</Link>} /></Panel>;
  return (
    <div className="grid">
      <Chooser graph={graph} chosen={asked.tables} onChoose={asked.choose} />
      <Answer graph={graph} asked={asked} />
    </div>
  );
}

function Answer({ graph, asked }: { graph: Graph; asked: Asked }) {
  const texts = useTexts().joins;
  const query = useJoins(asked.tables, asked.dialect);
  const [only, ...others] = asked.tables;
  if (!only) return <Panel><Empty title={texts.none} hint={texts.noneHint} /></Panel>;
  if (!others.length) {
    const name = graph.nodes.find((node) => node.address === only)?.name ?? only;
    return <Panel><Empty title={texts.one} hint={keyed(graph.edges).has(only) ? texts.oneHint : texts.oneApart(name)} /></Panel>;
  }
  if (query.error) return <Refused graph={graph} asked={asked} error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Panel><Loading rows={10} /></Panel>;
  return <div className={query.isPlaceholderData ? "join-waits" : ""}><Found joins={query.data} asked={asked} /></div>;
}

function Found({ joins, asked }: { joins: Joins; asked: Asked }) {
  const texts = useTexts().joins;
  const language = useLanguage();
  const tables = useMemo(() => tablesOf(joins.tables), [joins]);
  const way = joins.ways.find((one) => one.mark === asked.way) ?? joins.ways[0];
  if (!way) return null;
  const rows = rowsOf(way, tables);
  return (
    <div className="grid">
      {joins.ways.length > 1 ? <Ways joins={joins} tables={tables} asked={asked.tables} chosen={way.mark} onGo={asked.go} /> : null}
      <div className="grid join-result">
        <Panel title={texts.chain} beside={<span className="quiet">{rows === null ? texts.joins(String(way.steps.length)) : texts.rowsOut(formatNumber(rows, language, 0))}</span>}>
          <Chain way={way} tables={tables} asked={asked.tables} />
        </Panel>
        <SqlPanel sql={way.sql} dialect={joins.dialect} dialects={joins.dialects} onDialect={asked.speak} />
      </div>
    </div>
  );
}

interface WaysProps {
  joins: Joins;
  tables: Tables;
  asked: readonly string[];
  chosen: string;
  onGo: (way: string) => void;
}

function Ways({ joins, tables, asked, chosen, onGo }: WaysProps) {
  const texts = useTexts().joins;
  const language = useLanguage();
  const own = differing(joins.ways, tables, asked);
  return (
    <Panel title={texts.ways} beside={<span className="quiet">{joins.ways.length}</span>}>
      <Radio.Group className="join-ways" aria-label={texts.ways} value={chosen} onChange={(event) => onGo(event.target.value === joins.ways[0]?.mark ? "" : String(event.target.value))}>
        {joins.ways.map((way, at) => {
          const cautions = way.cautions.length + way.steps.reduce((sum, step) => sum + step.cautions.length, 0);
          return (
            <Radio key={way.mark} value={way.mark}>
              <span className="row">
                {at ? null : <Chip tone="good">{texts.best}</Chip>}
                <span>{own[at]?.through.length ? texts.through(formatList(own[at].through, language)) : texts.direct}</span>
                {own[at]?.conditions.map((one) => <span key={one} className="mono join-own">{one}</span>)}
                <span className="quiet">{[texts.joins(String(way.steps.length)), ...(cautions ? [texts.cautions(String(cautions))] : [])].join(" · ")}</span>
              </span>
            </Radio>
          );
        })}
      </Radio.Group>
    </Panel>
  );
}

/** Why there is no answer, and a way on: without the tables that are in the way. */
function Refused({ graph, asked, error, retry }: { graph: Graph; asked: Asked; error: unknown; retry: () => void }) {
  const texts = useTexts().joins;
  const language = useLanguage();
  const said = useSaid(error);
  const names = (those: readonly string[]) => formatList(those.map((one) => graph.nodes.find((node) => node.address === one)?.name ?? one), language);
  const without = (those: readonly string[]) =>
    those.length ? <Button size="small" onClick={() => asked.choose(asked.tables.filter((one) => !those.includes(one)))}>{texts.without(names(those))}</Button> : null;
  if (error instanceof ApiError && (error.code === "no_join" || error.code === "not_scanned")) {
    const apart = Array.isArray(error.details["apart"]) ? error.details["apart"].map(String) : [];
    const on = error.code === "no_join" ? <Link to="/assets/metadata/relations/sources">{texts.toRelations}</Link> : <Link to="/sources">{texts.toSources}</Link>;
    const actions = <div className="row join-actions">{without(apart)}{on}</div>;
    return <Alert type="warning" showIcon role="alert" title={texts.apart} description={<>{said}{actions}</>} />;
  }
  if (error instanceof ApiError && error.code === "bad_input") {
    return <Alert type="warning" showIcon role="alert" title={said} description={<Button size="small" onClick={() => asked.speak(FIRST_DIALECT)}>{texts.inDialect("DuckDB")}</Button>} />;
  }
  const strange = asked.tables.filter((one) => !graph.nodes.some((node) => node.address === one));
  if (error instanceof ApiError && error.status === 404 && strange.length) {
    return <Alert type="warning" showIcon role="alert" title={texts.notSeen} description={<>{texts.notSeenHint(names(strange))}<div className="row join-actions">{without(strange)}</div></>} />;
  }
  return <Panel><Failed error={error} retry={retry} /></Panel>;
}
