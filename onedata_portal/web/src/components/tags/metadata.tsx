// Tags, terms, owner and domain of a table and its columns, each with its reason: to see and to change.

import { EditOutlined, HistoryOutlined, PlusOutlined } from "@/look/icons";
import { Button, Input, Table } from "antd";
import { useState } from "react";
import { useTags, type Refusal, type SaidItem, type TaggedColumn, type TaggedTable, type TagItem } from "@/api/tags";
import { HistoryDrawer } from "@/components/tags/history";
import { SayForm, type Saying } from "@/components/tags/say-form";
import { SuggestionsPanel } from "@/components/tags/suggestions";
import { TagChip, useTagName } from "@/components/tags/tag-chip";
import { Facts, Panel } from "@/parts/page";
import { Empty, Loaded } from "@/parts/states";
import { Chip, NOTHING } from "@/parts/values";
import { useTexts } from "@/texts/context";

/** Show and change what is said of a table; `asset` is its address. */
export function TableMetadata({ asset }: { asset: string }) {
  const query = useTags(asset);
  return <Loaded query={query}>{(table) => <View asset={asset} table={table} />}</Loaded>;
}

function View({ asset, table }: { asset: string; table: TaggedTable }) {
  const texts = useTexts().tags;
  const [saying, setSaying] = useState<Saying | null>(null);
  const [isPast, setPast] = useState(false);
  const past = <Button icon={<HistoryOutlined />} onClick={() => setPast(true)}>{texts.history}</Button>;
  return (
    <div className="grid">
      <Panel title={texts.about} beside={past}>
        <Facts
          items={[
            [texts.tags, <TagsOf key="tags" column="" tags={table.tags} refused={table.refused} table={table} say={setSaying} />],
            ...(["owner", "domain", "description"] as const).map(
              (kind) => [texts[kind], <Single key={kind} kind={kind} item={table[kind]} table={table} say={setSaying} />] as const,
            ),
          ]}
        />
      </Panel>
      {table.may.edit ? <SuggestionsPanel asset={asset} /> : null}
      <Columns table={table} say={setSaying} />
      {saying ? <SayForm asset={asset} saying={saying} close={() => setSaying(null)} /> : null}
      {isPast ? <HistoryDrawer asset={asset} close={() => setPast(false)} /> : null}
    </div>
  );
}

type Say = (saying: Saying) => void;

function Single({ kind, item, table, say }: { kind: "owner" | "domain" | "description"; item: SaidItem | null; table: TaggedTable; say: Say }) {
  const texts = useTexts().tags;
  const title = texts.set(texts[kind]);
  const annotation = item?.annotation;
  return (
    <span className="row">
      <span>{item ? item.value : NOTHING}</span>
      {table.may.edit ? <Button type="text" size="small" icon={<EditOutlined />} aria-label={title} onClick={() => say({ kind, column: "", value: item?.value ?? "", title })} /> : null}
      {table.may.edit && annotation ? <Button type="text" size="small" onClick={() => say({ end: annotation, value: item.value })}>{texts.end}</Button> : null}
    </span>
  );
}

interface TagsOfProps {
  column: string;
  tags: readonly TagItem[];
  refused: readonly Refusal[];
  table: TaggedTable;
  say: Say;
}

function TagsOf({ column, tags, refused, table, say }: TagsOfProps) {
  const texts = useTexts().tags;
  const nameOf = useTagName();
  const { may } = table;
  const name = column || table.asset.name;
  const isOpen = (tag: string) => may.edit && (may.lower || !tag.startsWith("pii:"));
  const acts = (tag: TagItem) => {
    const { annotation } = tag;
    if (!isOpen(tag.tag)) return {};
    if (annotation) return { end: () => say({ end: annotation, value: nameOf(tag) === tag.tag ? tag.tag : nameOf(tag) }) };
    return column ? { refuse: () => say({ kind: "refused", column, value: tag.tag, title: texts.refuseTag(nameOf(tag), name) }) } : {};
  };
  return (
    <span className="chips">
      {tags.map((tag) => <TagChip key={tag.tag} tag={tag} acts={acts(tag)} />)}
      {refused.map((one) => (
        <span key={one.tag} className="row-tight" title={`${one.who}: ${one.why}`}>
          <Chip><s>{one.tag}</s> <span className="only-read">{texts.refused(one.tag)}</span></Chip>
          {may.edit ? <Button type="text" size="small" aria-label={texts.endTag(texts.refused(one.tag))} onClick={() => say({ end: one.annotation, value: texts.refused(one.tag) })}>{texts.end}</Button> : null}
        </span>
      ))}
      {may.edit ? <Button type="text" size="small" icon={<PlusOutlined />} aria-label={texts.addTo(name)} onClick={() => say({ kind: "tag", column, value: "", title: texts.addTo(name) })} /> : null}
    </span>
  );
}

function Columns({ table, say }: { table: TaggedTable; say: Say }) {
  const texts = useTexts().tags;
  const [wanted, setWanted] = useState("");
  const nameOf = useTagName();
  if (!table.columns.length) return <Panel title={texts.columns}><Empty title={texts.noColumns} /></Panel>;
  const fits = (one: TaggedColumn) => [one.name, one.comment, ...one.tags.flatMap((tag) => [tag.tag, nameOf(tag)])].join(" ").toLowerCase().includes(wanted.toLowerCase());
  return (
    <Panel title={texts.columns} flush>
      <div className="toolbar">
        <Input className="toolbar-search" allowClear placeholder={texts.search} aria-label={texts.search} value={wanted} onChange={(event) => setWanted(event.target.value)} />
      </div>
      <div className="table-scroll" role="region" tabIndex={0} aria-label={texts.columns}>
        <Table<TaggedColumn>
          size="small"
          rowKey="name"
          pagination={table.columns.length > 100 ? { pageSize: 100, showSizeChanger: false } : false}
          dataSource={table.columns.filter(fits)}
          columns={[
            { key: "name", title: texts.column, render: (_, one) => <><div className="mono cell-main">{one.name}</div><div className="cell-sub">{one.description?.value ?? one.comment}</div></> },
            { key: "tags", title: texts.tags, render: (_, one) => <TagsOf column={one.name} tags={one.tags} refused={one.refused} table={table} say={say} /> },
          ]}
        />
      </div>
    </Panel>
  );
}
