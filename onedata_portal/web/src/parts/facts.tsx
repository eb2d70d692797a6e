// Facts that definitions and events carry: numbers, links, tables, JSON.

import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Fact } from "@/api/dagster";
import { assetPath, RunLink } from "@/parts/dagster";
import { Count, Moment, NOTHING } from "@/parts/values";
import { useTexts } from "@/texts/context";

export function FactList({ facts }: { facts: readonly Fact[] }) {
  const texts = useTexts();
  if (!facts.length) return <p className="quiet">{texts.asset.noFacts}</p>;
  return (
    <dl className="fact-list">
      {facts.map((fact) => (
        <div key={fact.label}>
          <dt title={fact.description ?? undefined}>{fact.label}</dt>
          <dd><FactValue fact={fact} /></dd>
        </div>
      ))}
    </dl>
  );
}

/** Only addresses of web pages become links: a fact may be whatever a step wrote. */
export function webAddress(value: unknown): string | null {
  return typeof value === "string" && /^https?:\/\//i.test(value) ? value : null;
}

export function FactValue({ fact }: { fact: Fact }): ReactNode {
  const texts = useTexts();
  const value: unknown = fact.value;
  if (value === null || value === undefined) return NOTHING;
  const link = fact.kind === "url" ? webAddress(value) : null;
  if (link) return <a href={link} target="_blank" rel="noopener noreferrer">{link}</a>;
  if (typeof value === "number") return <Count value={value} />;
  if (typeof value === "boolean") return value ? texts.common.yes : texts.common.no;
  if (fact.kind === "timestamp") return <Moment absolute at={String(value)} />;
  if (fact.kind === "run") return <RunLink id={String(value)} />;
  if (fact.kind === "asset") return <Link to={assetPath({ address: String(value) })}>{String(value)}</Link>;
  if (fact.kind === "table") return <FactTable value={value} />;
  if (typeof value === "object") return <pre className="fact-json" tabIndex={0}>{JSON.stringify(value, null, 2)}</pre>;
  return <span className={fact.kind === "path" || fact.kind === "python" ? "mono" : "prose"}>{String(value)}</span>;
}

function FactTable({ value }: { value: unknown }) {
  const { columns = [], rows = [] } = value as { columns?: string[]; rows?: unknown[] };
  return (
    <div className="plain-scroll" tabIndex={0}>
      <table className="plain">
        <thead><tr>{columns.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>{columns.map((name) => <td key={name}>{shown(row, name)}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function shown(row: unknown, name: string): string {
  const value = typeof row === "object" && row !== null ? (row as Record<string, unknown>)[name] : null;
  return value === null || value === undefined ? "" : String(value);
}
