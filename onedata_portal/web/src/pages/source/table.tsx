// One table of a source: columns with meanings and reasons, keys, and what it refers to.

import { Popover, Table } from "antd";
import { Link } from "react-router";
import { useSourceTable, type FoundItem, type SourceColumn, type SourceTableDetail } from "@/api/sources";
import { formatMoment, formatNumber, formatShare } from "@/format";
import { ScanNotes } from "@/pages/source/notes";
import { assetPath, joinsPath } from "@/parts/dagster";
import { Panel } from "@/parts/page";
import { SensitivityChip, type Sensitivity } from "@/parts/sensitivity";
import { Empty, Loaded } from "@/parts/states";
import { Chip, NOTHING } from "@/parts/values";
import { useLanguage, useTexts } from "@/texts/context";

export function TableView({ source, table }: { source: string; table: string }) {
  const query = useSourceTable(source, table);
  return <Loaded query={query} rows={8}>{(found) => <Told table={found} />}</Loaded>;
}

function Told({ table }: { table: SourceTableDetail }) {
  const texts = useTexts().sources;
  const { joinWith } = useTexts().joins;
  const language = useLanguage();
  return (
    <>
      <p>{table.description[language]} <Author of={table} /></p>
      {table.written_by && table.comment ? <p className="quiet">{texts.ownComment}{table.comment}</p> : null}
      <p className="page-lead">
        <Link to={assetPath(table.asset)}>{texts.openAsset}</Link> · <Link to={joinsPath(table.asset)}>{joinWith}</Link>
      </p>
      <ScanNotes table={table} />
      <Panel title={texts.columns} flush>
        <Columns items={table.items} />
      </Panel>
      <Panel title={texts.keys}>
        <Keys table={table} />
      </Panel>
      <Panel title={texts.references}>
        <Links table={table} />
      </Panel>
      {table.dependencies.length === 0 ? null : (
        <Panel title={texts.dependencies}>
          <Dependencies table={table} />
        </Panel>
      )}
    </>
  );
}

function Columns({ items }: { items: SourceColumn[] }) {
  const texts = useTexts().sources;
  const language = useLanguage();
  const isWritten = items.some((one) => one.written_by);
  return (
    <Table<SourceColumn>
      size="small"
      rowKey="name"
      pagination={items.length > 100 ? { pageSize: 100 } : false}
      scroll={{ x: "max-content" }}
      dataSource={items}
      columns={[
        { title: texts.column, key: "name", render: (_, one) => <><span className="mono">{one.name}</span><div className="cell-sub">{one.comment}</div></> },
        { title: texts.type, key: "type", render: (_, one) => <><span className="mono">{one.type}</span>{one.nullable ? null : <div className="cell-sub">NOT NULL</div>}</> },
        { title: texts.meaning, key: "meaning", render: (_, one) => <Meaning column={one} /> },
        { title: texts.description, key: "description", render: (_, one) => <Description column={one} isSigned={isWritten} /> },
        { title: texts.sensitivity, key: "level", render: (_, one) => <SensitivityChip level={one.sensitivity as Sensitivity} /> },
        { title: texts.missing, key: "missing", align: "right", render: (_, one) => (one.rows ? `${formatNumber(one.missing * 100, language)} %` : NOTHING) },
        { title: texts.distinct, key: "distinct", align: "right", render: (_, one) => (one.rows ? formatNumber(one.distinct, language) : NOTHING) },
        { title: texts.range, key: "range", render: (_, one) => <Range column={one} /> },
        { title: texts.samples, key: "samples", render: (_, one) => <span className="mono samples">{(one.samples ?? []).join(" · ") || NOTHING}</span> },
      ]}
    />
  );
}

/** A description; by whom it is told only where not all are by rules. */
function Description({ column, isSigned }: { column: SourceColumn; isSigned: boolean }) {
  const language = useLanguage();
  if (!column.description) return NOTHING;
  return (
    <div className="cell-text">
      {column.description[language]} {isSigned ? <Author of={column} /> : null}
    </div>
  );
}

type Described = Pick<SourceColumn, "written_by" | "draft">;

/** Who wrote a description: rules, or a model; then what rules drafted is told on asking. */
function Author({ of }: { of: Described }) {
  const texts = useTexts().sources;
  const language = useLanguage();
  if (!of.written_by || !of.draft) return <span className="quiet">{texts.byRules}</span>;
  return (
    <Popover title={texts.byRules} content={<p className="cell-text">{of.draft[language]}</p>} trigger={["hover", "focus"]}>
      <button type="button" className="as-link quiet">{texts.byModel(of.written_by)}</button>
    </Popover>
  );
}

function Meaning({ column }: { column: SourceColumn }) {
  const first = column.meanings?.[0];
  if (!first) return NOTHING;
  return (
    <>
      <Reasons found={first} />
      {column.unit ? <Chip>{column.unit.value}</Chip> : null}
    </>
  );
}

function Reasons({ found }: { found: FoundItem }) {
  const language = useLanguage();
  const texts = useTexts().sources;
  const why = (
    <ul className="reasons">
      {found.evidence.map((each) => <li key={each.en}>{each[language]}</li>)}
    </ul>
  );
  return (
    <Popover title={texts.why} content={why} trigger={["hover", "focus"]}>
      <button type="button" className="as-link">{found.title[language]} <span className="quiet">{formatShare(found.confidence, language)}</span></button>
    </Popover>
  );
}

function Range({ column }: { column: SourceColumn }) {
  const texts = useTexts().sources;
  if (column.low || column.high) return <span className="mono">{column.low} … {column.high}</span>;
  if (column.longest != null) return <span>{texts.lengths(String(column.shortest ?? 0), String(column.longest))}</span>;
  return NOTHING;
}

function Keys({ table }: { table: SourceTableDetail }) {
  const texts = useTexts().sources;
  if (table.keys.length === 0) return <Empty title={texts.noKeys} hint={texts.noKeysHint} />;
  return (
    <ul className="plain-list">
      {table.keys.map((key) => (
        <li key={key.columns.join()}>
          <Reasons found={{ value: "", title: { zh: key.columns.join(", "), en: key.columns.join(", ") }, confidence: key.confidence, evidence: key.evidence }} />{" "}
          <Chip>{key.is_declared ? texts.declared : texts.found}</Chip>
        </li>
      ))}
    </ul>
  );
}

function Links({ table }: { table: SourceTableDetail }) {
  const texts = useTexts().sources;
  const unmeasured = useTexts().joins.notMeasured;
  const language = useLanguage();
  if (table.links.length === 0) return <Empty title={texts.noReferences} hint={texts.noReferencesHint} />;
  return (
    <ul className="plain-list">
      {table.links.map((link) => (
        <li key={`${link.columns.join()} ${link.parent?.name ?? ""}`}>
          <span className="mono">{link.columns.join(", ")}</span> →{" "}
          {link.parent ? <Link to={assetPath(link.parent)}>{link.parent.name} ({link.parent_columns.join(", ")})</Link> : texts.hidden}{" "}
          <span className="quiet">{link.match_rate === null ? unmeasured : texts.matches(formatNumber(link.match_rate * 100, language))}</span>
          <ul className="reasons">{link.evidence.map((each) => <li key={each.en}>{each[language]}</li>)}</ul>
          {link.held.length === 0 ? null : <Held times={link.held} />}
        </li>
      ))}
    </ul>
  );
}

/** How a reference matched each time that it was measured. */
function Held({ times }: { times: SourceTableDetail["links"][number]["held"] }) {
  const texts = useTexts().sources;
  const language = useLanguage();
  return (
    <details className="why">
      <summary>{texts.heldTimes(formatNumber(times.length, language))}</summary>
      <div className="plain-scroll" role="region" tabIndex={0} aria-label={texts.heldTimes(formatNumber(times.length, language))}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{texts.measured}</th>
              <th scope="col" className="number">{texts.match}</th>
              <th scope="col" className="number">{texts.orphans}</th>
              <th scope="col" className="number">{texts.noValue}</th>
              <th scope="col">{texts.drifts}</th>
            </tr>
          </thead>
          <tbody>
            {times.map((one) => (
              <tr key={one.at}>
                <td>{formatMoment(new Date(one.at), language)}</td>
                <td className="number">{formatShare(one.match_rate, language)}</td>
                <td className="number">{formatNumber(one.orphan_rows, language)}</td>
                <td className="number">{formatShare(one.empty_rate, language)}</td>
                <td>{one.drifts.map((each) => each[language]).join(language === "zh" ? "；" : "; ") || NOTHING}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** What columns settle; where both do it is told once. */
function Dependencies({ table }: { table: SourceTableDetail }) {
  const texts = useTexts().sources;
  const language = useLanguage();
  const isTold = (determinant: string[], dependent: string) => determinant.length === 1 && determinant.join() > dependent;
  return (
    <ul className="plain-list">
      {table.dependencies
        .filter((one) => !(one.is_both_ways && isTold(one.determinant, one.dependent)))
        .map((one) => (
          <li key={`${one.determinant.join()} ${one.dependent}`}>
            <span className="mono">{one.determinant.join(", ")} {one.is_both_ways ? "↔" : "→"} {one.dependent}</span>{" "}
            <span className="quiet">{texts.ofRows(formatShare(one.share, language))}</span>
            <ul className="reasons">{one.evidence.map((each) => <li key={each.en}>{each[language]}</li>)}</ul>
          </li>
        ))}
    </ul>
  );
}
