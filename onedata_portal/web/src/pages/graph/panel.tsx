// One table beside the graph: its columns with what they mean, and what it hangs together with.

import { CloseOutlined, ExportOutlined, KeyOutlined, NodeIndexOutlined } from "@/look/icons";
import { Button } from "antd";
import { useEffect, useRef, type ReactNode } from "react";
import { Link } from "react-router";
import { useGraphTable, type GraphColumn, type GraphDetail, type GraphReference } from "@/api/graph";
import type { AssetRef } from "@/api/dagster";
import { formatShare } from "@/format";
import { assetPath, joinsPath } from "@/parts/dagster";
import { Facts } from "@/parts/page";
import { SensitivityChip } from "@/parts/sensitivity";
import { Loaded } from "@/parts/states";
import { Chip, Count } from "@/parts/values";
import { Why } from "@/parts/why";
import { useLanguage, useTexts } from "@/texts/context";

type Open = (address: string, column?: string) => void;

interface TablePanelProps {
  address: string;
  column: string;
  onOpen: Open;
  onClose: () => void;
}

export function TablePanel({ address, column, onOpen, onClose }: TablePanelProps) {
  const texts = useTexts();
  const query = useGraphTable(address);
  const name = query.data?.table.name ?? address;
  const panel = useRef<HTMLElement>(null);
  // What was clicked to come here may be gone: keys go on from the table that opened.
  useEffect(() => panel.current?.focus({ preventScroll: true }), [address]);
  return (
    <aside ref={panel} tabIndex={-1} className="panel net-side" aria-label={texts.graph.about(name)} onKeyDown={(event) => event.key === "Escape" && onClose()}>
      <header className="panel-head">
        <h2 className="net-name">{name}</h2>
        <Button type="text" size="small" icon={<CloseOutlined />} aria-label={texts.graph.close} onClick={onClose} />
      </header>
      <div className="net-scroll" tabIndex={0} role="region" aria-label={name}>
        <Loaded query={query} rows={10}>{(detail) => <Detail key={address} detail={detail} column={column} onOpen={onOpen} />}</Loaded>
      </div>
    </aside>
  );
}

function Detail({ detail, column, onOpen }: { detail: GraphDetail; column: string; onOpen: Open }) {
  const texts = useTexts().graph;
  const { joinWith } = useTexts().joins;
  const language = useLanguage();
  const { table } = detail;
  const lineage = (title: string, those: readonly AssetRef[]) =>
    those.length ? (
      <Part title={title} count={those.length}>
        <ul className="net-list">
          {those.map((asset) => (
            <li key={asset.address}>
              <button type="button" className="as-link" onClick={() => onOpen(asset.address)}>{asset.name}</button>
            </li>
          ))}
        </ul>
      </Part>
    ) : null;
  return (
    <>
      <div className="net-about">
        <div className="chips">
          <Chip tone="busy">{table.source || table.group}</Chip>
          {table.kind ? <Chip>{texts.kinds[table.kind]}</Chip> : null}
          {table.domain ? <Chip>{table.domain}</Chip> : null}
          <SensitivityChip level={table.sensitivity} />
        </div>
        {table.description ? <p className="prose">{table.description[language]}</p> : null}
        <Facts items={[[texts.columns, <Count value={table.columns} />], [texts.rows, <Count value={table.rows} />]]} />
        <div className="row">
          <Link to={assetPath(table)} className="row-tight"><ExportOutlined />{texts.toAsset}</Link>
          <Link to={joinsPath(table)} className="row-tight"><NodeIndexOutlined />{joinWith}</Link>
        </div>
      </div>
      <References title={texts.refersTo} those={detail.references} onOpen={onOpen} />
      <References title={texts.referredBy} those={detail.referred_by} onOpen={onOpen} />
      {lineage(texts.madeFrom, detail.upstream)}
      {lineage(texts.madeInto, detail.downstream)}
      <Part title={texts.columns} count={detail.columns.length}>
        {detail.columns.map((one) => (
          <ColumnItem key={one.name} column={one} detail={detail} isOpen={one.name === column} onOpen={onOpen} />
        ))}
      </Part>
    </>
  );
}

function Part({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  return (
    <section className="net-part">
      <h3>{title} <span className="quiet">{count}</span></h3>
      {children}
    </section>
  );
}

function References({ title, those, onOpen }: { title: string; those: readonly GraphReference[]; onOpen: Open }) {
  if (!those.length) return null;
  return (
    <Part title={title} count={those.length}>
      <ul className="net-list">
        {those.map((one) => (
          <ReferenceItem key={`${one.asset.address} ${one.columns.join()} ${one.other_columns.join()}`} reference={one} onOpen={onOpen} />
        ))}
      </ul>
    </Part>
  );
}

function ReferenceItem({ reference, onOpen }: { reference: GraphReference; onOpen: Open }) {
  const texts = useTexts().graph;
  const unmeasured = useTexts().joins.notMeasured;
  const language = useLanguage();
  return (
    <li>
      <button type="button" className="as-link" onClick={() => onOpen(reference.asset.address, reference.other_columns[0])}>{reference.asset.name}</button>
      <div className="net-columns mono">{reference.columns.join(", ")} ↔ {reference.other_columns.join(", ")}</div>
      <div className="row net-marks">
        {reference.is_declared ? <Chip tone="good">{texts.declared}</Chip> : <span>{texts.confidence(formatShare(reference.confidence, language))}</span>}
        <span>{reference.match_rate === null ? unmeasured : texts.matches(formatShare(reference.match_rate, language))}</span>
        {reference.is_across ? <Chip tone="busy">{texts.acrossSources}</Chip> : null}
        {reference.is_one_to_one ? <Chip>1 : 1</Chip> : null}
      </div>
      <Why why={reference.why} />
    </li>
  );
}

interface ColumnItemProps {
  column: GraphColumn;
  detail: GraphDetail;
  isOpen: boolean;
  onOpen: Open;
}

function ColumnItem({ column, detail, isOpen, onOpen }: ColumnItemProps) {
  const texts = useTexts().graph;
  const language = useLanguage();
  const item = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (!isOpen || !item.current) return;
    item.current.open = true;
    item.current.scrollIntoView({ block: "nearest" });
  }, [isOpen]);
  const near = [...detail.references, ...detail.referred_by].filter((one) => one.columns.includes(column.name));
  return (
    <details ref={item} className={`net-column ${isOpen ? "net-column-open" : ""}`}>
      <summary>
        <span className="net-key">{column.is_key ? <KeyOutlined aria-label={texts.key} /> : null}</span>
        <span className="mono net-column-name">{column.name}</span>
        {column.meaning ? <Chip>{column.meaning.title[language]}</Chip> : null}
        {column.sensitivity === "none" ? null : <SensitivityChip level={column.sensitivity} />}
        <span className="quiet net-type">{column.type || column.logical}</span>
      </summary>
      <div className="net-column-more">
        {column.description ? <p>{column.description[language]}</p> : null}
        <p className="quiet">
          {[column.logical ? texts.families[column.logical] : "", column.unit, column.nullable ? "" : texts.required].filter(Boolean).join(" · ")}
        </p>
        {column.meaning ? (
          <>
            <p>{texts.means(column.meaning.title[language], formatShare(column.meaning.confidence, language))}</p>
            <Why why={column.meaning.why} />
          </>
        ) : null}
        {near.map((one) => (
          <p key={`${one.asset.address} ${one.other_columns.join()}`}>
            ↔ <button type="button" className="as-link mono" onClick={() => onOpen(one.asset.address, one.other_columns[0])}>{one.asset.name}.{one.other_columns.join(", ")}</button>
          </p>
        ))}
      </div>
    </details>
  );
}
