// The code sets that columns of many tables share.

import { PlusOutlined } from "@/look/icons";
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { CODE_SETS, codeSetPath, type CodeSetItem } from "@/api/code-sets";
import { useMe } from "@/api/session";
import { CodeSetForm } from "@/pages/code-set/code-set-form";
import { useList } from "@/parts/list-query";
import { PageFrame } from "@/parts/page";
import { Chip, Count, Moment, NOTHING } from "@/parts/values";
import type { Column } from "@/table/columns";
import { DataTable } from "@/table/data-table";
import { useTable } from "@/table/state";
import { useLanguage, useTexts } from "@/texts/context";

export default function CodeSetsPage() {
  const texts = useTexts().codeSets;
  const me = useMe();
  const [isNew, setNew] = useState(false);
  const table = useTable([]);
  const { search, page, size } = table.state;
  const answer = useList<CodeSetItem>(CODE_SETS, "api/code-sets", { q: search, offset: (page - 1) * size, limit: size });
  return (
    <PageFrame title={texts.title} actions={me.is_admin ? <Button type="primary" icon={<PlusOutlined />} onClick={() => setNew(true)}>{texts.add}</Button> : null}>
      <DataTable name={texts.title} page="code-sets" table={table} columns={useColumns()} answer={answer} rowKey={(item) => item.name} searchLabel={texts.search} empty={{ title: texts.empty }} />
      {isNew ? <CodeSetForm close={() => setNew(false)} /> : null}
    </PageFrame>
  );
}

function useColumns(): Column<CodeSetItem>[] {
  const texts = useTexts().codeSets;
  const language = useLanguage();
  return [
    {
      key: "name",
      title: texts.name,
      fixed: true,
      render: (item) => (
        <>
          <Link className="cell-main" to={codeSetPath(item.name)}>{item.title[language]}</Link>
          <div className="cell-sub mono">{item.name}</div>
        </>
      ),
    },
    { key: "source", title: texts.source, from: "tablet", render: (item) => (item.source ? <Chip>{item.source}</Chip> : NOTHING) },
    { key: "count", title: texts.count, align: "right", render: (item) => <Count value={item.count} /> },
    { key: "version", title: texts.version, render: (item) => (item.number ? item.number : <span className="quiet">{texts.asStandard}</span>) },
    { key: "by", title: texts.by, from: "desktop", render: (item) => item.actor || NOTHING },
    { key: "at", title: texts.at, from: "desktop", render: (item) => (item.at ? <Moment at={item.at} /> : NOTHING) },
  ];
}
