// The glossary: terms as a list or as a tree, to write, read in and take out.

import { DownloadOutlined, PlusOutlined, UploadOutlined } from "@/look/icons";
import { Button, Segmented, Table } from "antd";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { address } from "@/api/client";
import { termLink, TERMS, useTerms, type TermItem, type TermPage } from "@/api/tags";
import { useTermTitle } from "@/components/tags/term-title";
import { ImportForm } from "@/pages/glossary/import-form";
import { TermForm } from "@/pages/glossary/term-form";
import { listQuery, useList } from "@/parts/list-query";
import { PageFrame, Panel } from "@/parts/page";
import { Empty, Loaded } from "@/parts/states";
import { Chip, Count, Mark, Moment, NOTHING } from "@/parts/values";
import type { Column } from "@/table/columns";
import { DataTable } from "@/table/data-table";
import { useTable, type Table as ListTable } from "@/table/state";
import { useLanguage, useTexts } from "@/texts/context";

const FILTERS = ["state", "domain"];

export default function GlossaryPage() {
  const texts = useTexts().glossary;
  const [params, setParams] = useSearchParams();
  const isTree = params.get("as") === "tree";
  const [opened, setOpened] = useState<"new" | "import" | null>(null);
  const table = useTable(FILTERS);
  const list = useList<TermItem>([...TERMS, "list"], "api/glossary/terms", listQuery(table.state), { enabled: !isTree });
  const all = useTerms(isTree);
  // Both answers tell the same of the whole glossary: what the person may do, and its domains.
  const whole = all.data ?? (list.data as TermPage | undefined);
  const may = whole?.may;
  return (
    <PageFrame
      title={texts.title}
      actions={
        <>
          <Segmented aria-label={`${texts.asList} / ${texts.asTree}`} value={isTree ? "tree" : "list"} onChange={(as) => setParams(as === "tree" ? { as } : {})} options={[{ value: "list", label: texts.asList }, { value: "tree", label: texts.asTree }]} />
          <Button icon={<DownloadOutlined />} href={address("api/glossary/export", { format: "csv" })} download>{texts.export}</Button>
          {may?.edit ? <Button icon={<UploadOutlined />} onClick={() => setOpened("import")}>{texts.import}</Button> : null}
          {may?.edit ? <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpened("new")}>{texts.add}</Button> : null}
        </>
      }
    >
      {isTree ? <TermTree query={all} /> : <TermList table={table} answer={list} domains={whole?.domains ?? []} />}
      {opened === "new" ? <TermForm close={() => setOpened(null)} /> : null}
      {opened === "import" ? <ImportForm close={() => setOpened(null)} /> : null}
    </PageFrame>
  );
}

export function TermState({ state }: { state: string }) {
  const texts = useTexts().glossary;
  return <Mark tone={state === "approved" ? "good" : state === "draft" ? "busy" : "quiet"}>{texts.state[state]}</Mark>;
}

function TermName({ item }: { item: TermItem }) {
  const title = useTermTitle()(item.term);
  return (
    <>
      <Link className="cell-main" to={termLink(item.term.name)}>{title}</Link>
      {title === item.term.name ? null : <div className="cell-sub">{item.term.name}</div>}
    </>
  );
}

function useColumns(): Column<TermItem>[] {
  const texts = useTexts().glossary;
  const language = useLanguage();
  return [
    { key: "name", title: texts.title, fixed: true, render: (item) => <TermName item={item} /> },
    { key: "state", title: texts.stateName, render: (item) => <TermState state={item.state} /> },
    {
      key: "definition",
      title: texts.definition,
      from: "desktop",
      render: ({ term }) => <span className="cell-sub">{(language === "zh" ? term.definition_zh : term.definition_en) || NOTHING}</span>,
    },
    { key: "domain", title: texts.domain, from: "tablet", render: ({ term }) => (term.domain ? <Chip>{term.domain}</Chip> : NOTHING) },
    { key: "owner", title: texts.owner, from: "desktop", render: ({ term }) => term.owner || NOTHING },
    { key: "columns", title: texts.columns, align: "right", from: "tablet", render: (item) => <Count value={item.columns} /> },
    { key: "at", title: texts.changedAt, from: "wide", render: (item) => <Moment at={item.at} /> },
  ];
}

function TermList({ table, answer, domains }: { table: ListTable; answer: ReturnType<typeof useList<TermItem>>; domains: readonly string[] }) {
  const texts = useTexts().glossary;
  const filters = [
    { key: "state", label: texts.stateName, single: true, options: ["draft", "approved", "removed"].map((value) => ({ value, label: texts.state[value] ?? value })) },
    { key: "domain", label: texts.domain, single: true, options: domains.map((value) => ({ value, label: value })) },
  ];
  return (
    <DataTable
      name={texts.title}
      page="glossary"
      table={table}
      columns={useColumns()}
      answer={answer}
      rowKey={(item) => item.term.name}
      filters={filters}
      searchLabel={texts.search}
      empty={{ title: texts.empty, hint: texts.emptyHint }}
    />
  );
}

interface Branch {
  item: TermItem;
  children?: Branch[];
}

/** Return the terms below one, or those that stand below none. */
function branches(items: readonly TermItem[], parent: string | null): Branch[] {
  const known = new Set(items.map(({ term }) => term.name));
  return items
    .filter(({ term }) => (term.parent && known.has(term.parent) ? term.parent : null) === parent)
    .map((item) => {
      const below = branches(items, item.term.name);
      return below.length ? { item, children: below } : { item };
    });
}

function TermTree({ query }: { query: { data: TermPage | undefined; error: unknown; isPending: boolean; refetch: () => unknown } }) {
  const texts = useTexts().glossary;
  const titleOf = useTermTitle();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const fold = (isOpen: boolean, { item }: Branch) => {
    const next = new Set(folded);
    if (isOpen) next.delete(item.term.name);
    else next.add(item.term.name);
    setFolded(next);
  };
  return (
    <Panel flush>
      <Loaded query={query}>
        {({ items }) => items.length ? (
          <Table<Branch>
            size="small"
            rowKey={({ item }) => item.term.name}
            pagination={false}
            dataSource={branches(items, null)}
            expandable={{ expandedRowKeys: items.map(({ term }) => term.name).filter((name) => !folded.has(name)), onExpand: fold }}
            columns={[
              { key: "name", title: texts.title, render: (_, { item }) => <Link className="cell-main" to={termLink(item.term.name)}>{titleOf(item.term)}</Link> },
              { key: "state", title: texts.stateName, render: (_, { item }) => <TermState state={item.state} /> },
              { key: "columns", title: texts.columns, align: "right", render: (_, { item }) => <Count value={item.columns} /> },
            ]}
          />
        ) : <Empty title={texts.empty} hint={texts.emptyHint} />}
      </Loaded>
    </Panel>
  );
}
