// What can be done to a registered table where it is, and what came of it last.

import { ThunderboltOutlined } from "@/look/icons";
import { Alert, Button, Input, InputNumber, Table } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { ask } from "@/api/client";
import { REGISTERS, registerPath, type ActionResult, type RegisterDetail, type TableAction } from "@/api/documents";
import type { components } from "@/api/schema";
import { labelOf } from "@/pages/documents/label";
import { useAct } from "@/parts/actions";
import { assetPath, RunLink } from "@/parts/dagster";
import { Panel } from "@/parts/page";
import { Count, Mark, Moment } from "@/parts/values";
import { useLanguage, useTexts } from "@/texts/context";

interface Props {
  detail: RegisterDetail;
  waiting: string;
  wait: (run: string) => void;
}

type Asked = Partial<components["schemas"]["ActionBody"]> & { action: TableAction };

export function ActionsTab({ detail, waiting, wait }: Props) {
  const texts = useTexts();
  const names = texts.registers;
  const language = useLanguage();
  const [column, setColumn] = useState(detail.partition_column);
  const [days, setDays] = useState<number | null>(null);
  const [rows, setRows] = useState<number | null>(20);
  const act = useAct({
    act: (body: Asked) => ask<components["schemas"]["StartedAction"]>("POST", registerPath(detail.table, "/actions"), { body }),
    said: names.started,
    stale: [REGISTERS],
    after: (started) => wait(started.run_id),
  });
  const result = (action: string) => detail.results.find((one) => one.action === action);
  const card = (action: TableAction, more: Partial<Asked> = {}, form?: React.ReactNode) => (
    <ActionCard key={action} title={names.does[action] ?? action} hint={names.doesHint[action] ?? ""} result={result(action)} detail={detail} form={form} busy={Boolean(waiting)} can={Boolean(detail.reached)} start={() => act.mutate({ action, ...more })} />
  );
  return (
    <>
      {detail.unreached ? <Alert className="action-note" type="warning" showIcon title={names.unreachedTitle} description={detail.unreached[language]} /> : null}
      {waiting ? <Alert className="action-note" type="info" showIcon title={<>{names.running} <RunLink id={waiting} /></>} /> : null}
      <div className="grid grid-2">
        {card("statistics")}
        {card("preview", { rows: rows ?? 20 }, <label className="action-field">{names.rows}<InputNumber min={1} max={100} precision={0} value={rows} onChange={setRows} /></label>)}
        {card(
          "check",
          { partition_column: column, fresh_days: days ?? 0 },
          <>
            <label className="action-field">{names.columnPartition}<Input className="mono" value={column} onChange={(event) => setColumn(event.target.value)} /></label>
            <label className="action-field">{names.freshDays}<InputNumber min={0} precision={0} value={days} onChange={setDays} /></label>
          </>,
        )}
        {card("export")}
        {detail.operations.map((operation) => (
          <ActionCard
            key={operation.name}
            title={labelOf(operation, language)}
            hint={operation.description ?? ""}
            result={result(`operation:${operation.name}`)}
            detail={detail}
            busy={Boolean(waiting)}
            can={operation.kind === "http" || Boolean(detail.reached)}
            start={() => act.mutate({ action: "operation", operation: operation.name })}
          />
        ))}
      </div>
    </>
  );
}

interface CardProps {
  title: string;
  hint: string;
  result: ActionResult | undefined;
  detail: RegisterDetail;
  form?: React.ReactNode;
  busy: boolean;
  can: boolean;
  start: () => void;
}

function ActionCard({ title, hint, result, detail, form, busy, can, start }: CardProps) {
  const names = useTexts().registers;
  const button = (
    <Button size="small" icon={<ThunderboltOutlined />} aria-label={`${names.run} ${title}`} disabled={!can || !detail.may_change || !detail.is_loaded || busy} onClick={start}>{names.run}</Button>
  );
  return (
    <Panel title={title} beside={button}>
      {hint ? <p className="quiet">{hint}</p> : null}
      {form ? <div className="action-fields">{form}</div> : null}
      {result ? (
        <>
          <p className="row fact-gap">
            <Mark tone={result.passed ? "good" : "bad"}>{result.passed ? names.passed : names.failed}</Mark>
            <Moment at={result.at} />
            <span className="quiet">{result.actor}</span>
            <RunLink id={result.run_id} />
          </p>
          <ResultView result={result} detail={detail} />
        </>
      ) : <p className="quiet fact-gap">{names.never}</p>}
    </Panel>
  );
}

interface ColumnFigures {
  name: string;
  nulls: number;
  distinct: number | null;
  least: string | null;
  greatest: string | null;
}

function ResultView({ result, detail }: { result: ActionResult; detail: RegisterDetail }) {
  const names = useTexts().registers;
  const language = useLanguage();
  const { content } = result;
  if (result.action === "check") return <p className="prose">{String(content[language] ?? "")}</p>;
  if (result.action === "export") {
    return <p>{names.exported} <Link to={`${assetPath({ address: detail.exported })}?tab=data`}>{detail.exported}</Link> · <Count value={Number(content["rows"])} /> {names.rows}</p>;
  }
  if (result.action === "statistics") {
    return (
      <>
        <p><Count value={Number(content["rows"])} /> {names.rows}</p>
        <Figures columns={content["columns"] as ColumnFigures[]} />
      </>
    );
  }
  if (Array.isArray(content["columns"]) && Array.isArray(content["rows"])) {
    return <Sample columns={content["columns"] as string[]} rows={content["rows"] as (string | null)[][]} label={names.does[result.action] ?? names.sample} />;
  }
  return <pre className="code" tabIndex={0}>{JSON.stringify(content, null, 2)}</pre>;
}

function Figures({ columns }: { columns: readonly ColumnFigures[] }) {
  const names = useTexts().registers;
  return (
    <div className="table-scroll action-result" role="region" tabIndex={0} aria-label={names.figures}>
      <Table<ColumnFigures>
        size="small"
        rowKey="name"
        pagination={false}
        dataSource={[...columns]}
        columns={[
          { key: "name", title: names.columnName, render: (_, one) => <span className="mono">{one.name}</span> },
          { key: "nulls", title: names.nulls, align: "right", render: (_, one) => <Count value={one.nulls} /> },
          { key: "distinct", title: names.distinct, align: "right", render: (_, one) => <Count value={one.distinct} /> },
          { key: "least", title: names.least, render: (_, one) => one.least ?? "–" },
          { key: "greatest", title: names.greatest, render: (_, one) => one.greatest ?? "–" },
        ]}
      />
    </div>
  );
}

function Sample({ columns, rows, label }: { columns: readonly string[]; rows: readonly (string | null)[][]; label: string }) {
  return (
    <div className="plain-scroll action-result" role="region" tabIndex={0} aria-label={label}>
      <table className="plain">
        <thead><tr>{columns.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
        <tbody>{rows.map((row, at) => <tr key={at}>{row.map((value, place) => <td key={columns[place] ?? place}>{value ?? "–"}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}
