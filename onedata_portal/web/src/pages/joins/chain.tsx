// The joins of a way one after the other, each with what it does to rows, how well it matches and why.

import { Link } from "react-router";
import type { GraphNode } from "@/api/graph";
import type { JoinCaution, JoinStep, JoinWay } from "@/api/joins";
import { formatNumber, formatShare } from "@/format";
import { notRounded, shortName, timesOf, type Tables } from "@/pages/joins/ways";
import { assetPath } from "@/parts/dagster";
import { Chip, Mark } from "@/parts/values";
import { Why } from "@/parts/why";
import { useLanguage, useTexts } from "@/texts/context";

interface ChainProps {
  way: JoinWay;
  tables: Tables;
  asked: readonly string[];
}

export function Chain({ way, tables, asked }: ChainProps) {
  const texts = useTexts().joins;
  const first = way.steps[0];
  if (!first) return null;
  return (
    <>
      <Cautions those={way.cautions} />
      <ol className="chain">
        <li>
          <TableHead alias={first.left_alias} table={tables.get(first.left)} note={texts.startOf} />
        </li>
        {way.steps.map((step, at) => (
          <li key={step.right_alias}>
            <StepView step={step} tables={tables} isBranch={at > 0 && step.left_alias !== way.steps[at - 1]?.right_alias} />
            <TableHead alias={step.right_alias} table={tables.get(step.right)} note={asked.includes(step.right) ? "" : texts.between} />
          </li>
        ))}
      </ol>
    </>
  );
}

function TableHead({ alias, table, note }: { alias: string; table: GraphNode | undefined; note: string }) {
  const texts = useTexts().joins;
  const language = useLanguage();
  if (!table) return null;
  return (
    <div className="chain-table">
      <span className="chain-alias mono" aria-hidden>{alias}</span>
      <div className="chain-name">
        <Link to={assetPath(table)} className="cell-main">{table.name}</Link>
        {table.rows === null ? null : <span className="quiet number">{texts.rows(formatNumber(table.rows, language))}</span>}
        {note ? <Chip>{note}</Chip> : null}
        {table.description ? <div className="cell-sub">{table.description[language]}</div> : null}
      </div>
    </div>
  );
}

function StepView({ step, tables, isBranch }: { step: JoinStep; tables: Tables; isBranch: boolean }) {
  const texts = useTexts();
  const language = useLanguage();
  const name = (address: string) => tables.get(address)?.name ?? address;
  const [child, parent] = step.is_forth ? [step.left, step.right] : [step.right, step.left];
  return (
    <div className="chain-step">
      <div className="row">
        <strong className="mono chain-kind">{step.kind === "inner" ? "INNER JOIN" : "LEFT JOIN"}</strong>
        <Chip tone={step.cardinality === "1:N" ? "warn" : "quiet"}>{step.cardinality} · {texts.joins.cardinalities[step.cardinality]}</Chip>
        {step.is_declared ? <Chip tone="good">{texts.graph.declared}</Chip> : <Chip>{texts.graph.confidence(formatShare(step.confidence, language))}</Chip>}
        {isBranch ? <Chip>{texts.joins.onto(`${step.left_alias} ${shortName(tables, step.left)}`)}</Chip> : null}
        {step.is_across ? <Chip tone="busy">{texts.graph.acrossSources}</Chip> : null}
      </div>
      <div className="mono chain-on">
        {step.left_columns.map((column, at) => (
          <div key={column}>
            <span className="quiet">{step.left_alias}.</span>{column} = <span className="quiet">{step.right_alias}.</span>{step.right_columns[at]}
          </div>
        ))}
      </div>
      <Match step={step} />
      <p><Effect step={step} tables={tables} /></p>
      <Cautions those={step.cautions} />
      <Why why={[{ en: texts.joins.refers(name(child), name(parent)), zh: texts.joins.refers(name(child), name(parent)) }, ...step.why]} />
    </div>
  );
}

function Match({ step }: { step: JoinStep }) {
  const texts = useTexts().joins;
  const language = useLanguage();
  if (!step.is_measured) return <div className="quiet">{texts.notMeasured}</div>;
  const tone = step.match_rate === 1 ? "good" : step.match_rate < 0.95 ? "bad" : "warn";
  return (
    <div className="chain-match">
      <span className="chain-bar" aria-hidden><span className={`chain-bar-${tone}`} style={{ width: `${step.match_rate * 100}%` }} /></span>
      <span className="number">{texts.matched(formatShare(notRounded(step.match_rate), language))}</span>
    </div>
  );
}

/** What a join does to the rows that are there already, in plain words. */
function Effect({ step, tables }: { step: JoinStep; tables: Tables }) {
  const texts = useTexts().joins;
  const language = useLanguage();
  const [left, right] = [shortName(tables, step.left), shortName(tables, step.right)];
  if (step.cardinality !== "1:N") return step.kind === "inner" ? texts.exactly : texts.stays(right);
  const times = timesOf(step, tables);
  return times === null || times < 1 ? texts.more(right, left) : texts.times(formatNumber(times, language, times < 10 ? 1 : 0), right, left);
}

function Cautions({ those }: { those: readonly JoinCaution[] }) {
  const texts = useTexts().joins;
  const language = useLanguage();
  if (!those.length) return null;
  return (
    <ul className="chain-cautions" aria-label={texts.beware}>
      {those.map((one) => <li key={one.en}><Mark tone="warn"><span className="wrap">{one[language]}</span></Mark></li>)}
    </ul>
  );
}
