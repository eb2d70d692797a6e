// The graph of tables: a picture to look around in, or the same as a table, with one table beside it.

import "@/pages/graph/graph.css";
import { Segmented, Select } from "antd";
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { useGraph, type Graph } from "@/api/graph";
import { formatNumber } from "@/format";
import type { ColourBy } from "@/pages/graph/colours";
import { GraphList } from "@/pages/graph/list";
import type { Edges } from "@/pages/graph/model";
import { TablePanel } from "@/pages/graph/panel";
import { GraphPicture } from "@/pages/graph/picture";
import { useValueTitle } from "@/pages/graph/titles";
import { PageFrame } from "@/parts/page";
import { withValues } from "@/parts/params";
import { Empty, Failed, Loading } from "@/parts/states";
import { useTable, type Table } from "@/table/state";
import { Toolbar, type Filter } from "@/table/toolbar";
import { useLanguage, useTexts } from "@/texts/context";

const FILTERS = ["source", "domain", "sensitivity"];
const EDGES: readonly Edges[] = ["reference", "lineage", "all"];

export default function GraphPage() {
  const texts = useTexts().graph;
  const [params, setParams] = useSearchParams();
  const table = useTable(FILTERS);
  const isList = params.get("view") === "table";
  const chosen = params.get("table") ?? "";
  const edges = EDGES.find((one) => one === params.get("edges")) ?? "reference";
  const query = useGraph({ ...table.state.filters, ...(isList ? { search: table.state.search } : {}) } as Record<string, string[] | string>);
  const set = (values: Record<string, string>) => setParams((now) => withValues(now, values), { replace: !("table" in values) });
  const open = (address: string, column = "") => set({ table: address, column });
  const actions = (
    <Segmented
      aria-label={texts.view}
      value={isList ? "table" : "graph"}
      onChange={(value) => set({ view: value === "table" ? "table" : "", q: "", page: "" })}
      options={[{ value: "graph", label: texts.asGraph }, { value: "table", label: texts.asTable }]}
    />
  );
  const filters = useFilters(query.data);
  return (
    <PageFrame title={texts.title} beside={<Told graph={query.data} />} actions={actions}>
      <div className={`net ${chosen ? "net-open" : ""}`}>
        {isList ? (
          <GraphList query={query} table={table} filters={filters} onOpen={open} />
        ) : (
          <section className="panel net-main" aria-label={texts.title}>
            <Toolbar
              table={table}
              filters={filters}
              extra={<Finder graph={query.data} onFind={open} />}
              right={<EdgeChoice edges={edges} onChoose={(value) => set({ edges: value === "reference" ? "" : value })} />}
              refresh={() => void query.refetch()}
              isFetching={query.isFetching}
            />
            <Picture query={query} table={table} edges={edges} chosen={chosen} onOpen={open} />
          </section>
        )}
        {chosen ? <TablePanel address={chosen} column={params.get("column") ?? ""} onOpen={open} onClose={() => open("")} /> : null}
      </div>
    </PageFrame>
  );
}

function Told({ graph }: { graph: Graph | undefined }) {
  const texts = useTexts().graph;
  const language = useLanguage();
  if (!graph) return null;
  const counted = (kind: string) => formatNumber(graph.edges.filter((edge) => edge.kind === kind).length, language);
  const told = texts.told(formatNumber(graph.nodes.length, language), counted("reference"), counted("lineage"));
  return <span className="quiet">{graph.is_cut ? `${told} · ${texts.isCut(formatNumber(graph.total, language))}` : told}</span>;
}

interface PictureProps {
  query: ReturnType<typeof useGraph>;
  table: Table;
  edges: Edges;
  chosen: string;
  onOpen: (address: string) => void;
}

function Picture({ query, table, edges, chosen, onOpen }: PictureProps) {
  const texts = useTexts();
  if (!query.data) return query.error ? <Failed error={query.error} retry={() => void query.refetch()} /> : <Loading rows={12} />;
  if (!query.data.nodes.length) {
    return table.isFiltered ? (
      <Empty title={texts.states.filteredTitle} hint={texts.states.filteredHint} />
    ) : (
      <Empty title={texts.graph.empty} hint={texts.graph.emptyHint} />
    );
  }
  return <GraphPicture graph={query.data} edges={edges} chosen={chosen} onOpen={onOpen} />;
}

function EdgeChoice({ edges, onChoose }: { edges: Edges; onChoose: (edges: Edges) => void }) {
  const texts = useTexts().graph;
  return (
    <Segmented
      aria-label={texts.edges}
      value={edges}
      onChange={onChoose}
      options={EDGES.map((value) => ({ value, label: texts.edgesShown[value] }))}
    />
  );
}

/** Search that centres what is found. */
function Finder({ graph, onFind }: { graph: Graph | undefined; onFind: (address: string) => void }) {
  const texts = useTexts().graph;
  const language = useLanguage();
  const options = useMemo(
    () =>
      (graph?.nodes ?? []).map((node) => ({
        value: node.address,
        label: node.name,
        text: `${node.name} ${node.description?.en ?? ""} ${node.description?.zh ?? ""}`.toLowerCase(),
        about: node.description?.[language] ?? "",
      })),
    [graph, language],
  );
  return (
    <Select
      className="net-find"
      aria-label={texts.find}
      placeholder={texts.find}
      showSearch={{ filterOption: (typed, option) => typed.toLowerCase().split(/\s+/).every((word) => option?.text.includes(word) ?? false) }}
      value={null}
      onChange={(address: string | null) => address && onFind(address)}
      options={options}
      popupMatchSelectWidth={320}
      optionRender={(option) => (
        <span className="net-found">
          <span>{option.data.label}</span>
          <span className="quiet">{option.data.about}</span>
        </span>
      )}
    />
  );
}

function useFilters(graph: Graph | undefined): Filter[] {
  const texts = useTexts().graph;
  const facets = graph?.facets;
  const title = useValueTitle();
  const options = (key: ColourBy, those: readonly { value: string; count: number }[] | undefined) =>
    (those ?? []).map(({ value, count }) => ({ value, count, label: title(key, value) }));
  return [
    { key: "source", label: texts.source, options: options("source", facets?.sources) },
    { key: "domain", label: texts.domain, options: options("domain", facets?.domains) },
    { key: "sensitivity", label: texts.sensitivity, options: options("sensitivity", facets?.sensitivities) },
  ];
}
