// A shared code set: its codes, and what versions changed.

import { DownloadOutlined, EditOutlined } from "@/look/icons";
import { Button, Input, Table, Tabs } from "antd";
import { useMemo, useState } from "react";
import { useParams } from "react-router";
import { useCodeSet, type Code, type CodeSet } from "@/api/code-sets";
import { CodeSetForm } from "@/pages/code-set/code-set-form";
import { CodeSetVersions } from "@/pages/code-set/versions";
import { textOf } from "@/pages/code-set/codes";
import { saveText } from "@/pages/documents/files";
import { PageFrame, Panel } from "@/parts/page";
import { Empty, Loaded } from "@/parts/states";
import { Chip } from "@/parts/values";
import { useLanguage, useTexts } from "@/texts/context";

export default function CodeSetPage() {
  const { name = "" } = useParams();
  const { codeSets: texts, standards: words } = useTexts();
  const language = useLanguage();
  const query = useCodeSet(name);
  const set = query.data;
  return (
    <PageFrame
      title={set?.title[language] || name}
      trail={{ title: texts.title, to: "/code-sets" }}
      beside={set ? <Beside set={set} /> : null}
      actions={set ? <Actions set={set} /> : null}
    >
      <Loaded query={query} rows={12}>
        {(told) => (
          <Tabs
            items={[
              { key: "codes", label: texts.codes, children: <Codes codes={told.codes} /> },
              { key: "versions", label: words.versions, children: <CodeSetVersions set={told} /> },
            ]}
          />
        )}
      </Loaded>
    </PageFrame>
  );
}

function Beside({ set }: { set: CodeSet }) {
  const texts = useTexts().codeSets;
  return (
    <span className="chips">
      <Chip><span className="mono">{set.name}</span></Chip>
      {set.source ? <Chip tone="busy">{set.source}</Chip> : null}
      <Chip>{set.number ? `${texts.version} ${set.number}` : texts.asStandard}</Chip>
    </span>
  );
}

function Actions({ set }: { set: CodeSet }) {
  const texts = useTexts().codeSets;
  const [isEdited, setEdited] = useState(false);
  return (
    <>
      <Button icon={<DownloadOutlined />} onClick={() => saveText(`${set.name}.csv`, `\uFEFFcode,title_zh,title_en\n${textOf(set.codes)}\n`)}>{texts.download}</Button>
      {set.may_change ? <Button type="primary" icon={<EditOutlined />} onClick={() => setEdited(true)}>{texts.edit}</Button> : null}
      {isEdited ? <CodeSetForm set={set} close={() => setEdited(false)} /> : null}
    </>
  );
}

function Codes({ codes }: { codes: readonly Code[] }) {
  const texts = useTexts().codeSets;
  const [word, setWord] = useState("");
  const found = useMemo(() => {
    const wanted = word.trim().toLowerCase();
    return wanted ? codes.filter((code) => `${code.value} ${code.title.zh} ${code.title.en}`.toLowerCase().includes(wanted)) : [...codes];
  }, [codes, word]);
  return (
    <Panel flush>
      <div className="toolbar">
        <Input.Search className="toolbar-search" aria-label={texts.filter} placeholder={texts.filter} allowClear value={word} onChange={(event) => setWord(event.target.value)} />
        <span className="quiet number">{found.length} / {codes.length}</span>
      </div>
      {found.length ? <CodeTable codes={found} label={texts.codes} /> : <Empty title={texts.noCodes} />}
    </Panel>
  );
}

export function CodeTable({ codes, label }: { codes: readonly Code[]; label: string }) {
  const texts = useTexts();
  return (
    <div className="table-scroll" role="region" tabIndex={0} aria-label={label}>
      <Table<Code>
        size="small"
        rowKey="value"
        pagination={codes.length > 100 ? { pageSize: 100, showSizeChanger: false } : false}
        dataSource={[...codes]}
        columns={[
          { key: "value", title: texts.codeSets.code, width: 160, render: (_, one) => <span className="mono">{one.value}</span> },
          { key: "zh", title: texts.standards.titleZh, render: (_, one) => one.title.zh },
          { key: "en", title: texts.standards.titleEn, render: (_, one) => one.title.en },
        ]}
      />
    </div>
  );
}
