// Settings as the platform understood them: names with values, lists as small tables.

import type { ReactNode } from "react";
import { Empty } from "@/parts/states";
import { NOTHING } from "@/parts/values";
import { useTexts } from "@/texts/context";

type Entry = Record<string, unknown>;

const isEntry = (value: unknown): value is Entry => typeof value === "object" && value !== null && !Array.isArray(value);

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "" || value === 0) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isEntry(value) && Object.values(value).every(isEmpty);
}

export function Parsed({ value }: { value: Entry }) {
  const texts = useTexts();
  const names: Record<string, string> = {
    mounts: texts.projects.mounts,
    node_selector: texts.projects.nodeSelector,
    resource_group: texts.projects.resourceGroup,
    cluster: texts.projects.cluster,
    proxy_address: texts.projects.proxyAddress,
    priority: texts.projects.priority,
    quotas: texts.projects.quotas,
    member: texts.projects.memberQuotas,
    project: texts.projects.quotas,
    cpu: texts.projects.cpu,
    memory: texts.projects.memory,
    gpu: texts.projects.gpu,
  };
  const entries = Object.entries(value).filter(([, one]) => !isEmpty(one));
  if (!entries.length) return <Empty title={texts.projects.parsedNone} />;
  return <Entries entries={entries} names={names} />;
}

function Entries({ entries, names }: { entries: readonly [string, unknown][]; names: Record<string, string> }) {
  return (
    <dl className="parsed">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{names[name] ?? name}</dt>
          <dd>{shownValue(value, names)}</dd>
        </div>
      ))}
    </dl>
  );
}

function shownValue(value: unknown, names: Record<string, string>): ReactNode {
  if (isEmpty(value)) return NOTHING;
  if (Array.isArray(value)) return value.every(isEntry) ? <EntryTable rows={value} /> : <span className="mono">{value.map(String).join(", ")}</span>;
  if (isEntry(value)) return <Entries entries={Object.entries(value).filter(([, one]) => !isEmpty(one))} names={names} />;
  return <span className="mono">{String(value)}</span>;
}

function EntryTable({ rows }: { rows: readonly Entry[] }) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row).filter((name) => !isEmpty(row[name]))))];
  return (
    <div className="plain-scroll" tabIndex={0}>
      <table className="plain">
        <thead>
          <tr>{columns.map((name) => <th key={name} scope="col">{name}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>{columns.map((name) => <td key={name} className="mono">{shownValue(row[name], {})}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
