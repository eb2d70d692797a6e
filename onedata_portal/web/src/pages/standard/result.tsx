// How the table kept its standard when it was last held to it.

import { Table } from "antd";
import type { Standard, StandardResult } from "@/api/standards";
import { Kept } from "@/pages/standards/standards";
import { RunLink } from "@/parts/dagster";
import { Facts, Panel } from "@/parts/page";
import { Empty } from "@/parts/states";
import { Count, Moment, NOTHING } from "@/parts/values";
import { useTexts } from "@/texts/context";

type Breach = StandardResult["breaches"][number];

export function ResultPanel({ standard }: { standard: Standard }) {
  const texts = useTexts().standards;
  const result = standard.result;
  if (!result) return <Panel><Empty title={texts.unchecked} hint={texts.uncheckedHint} /></Panel>;
  return (
    <Panel title={texts.kept}>
      <Facts
        items={[
          [texts.outcome, <Kept key="kept" passed={result.passed} broken={result.breaches.length} />],
          [texts.version, String(result.number)],
          [texts.rows, <Count key="rows" value={result.rows} />],
          [texts.at, <Moment key="at" at={result.at} />],
          [texts.run, result.run_id ? <RunLink key="run" id={result.run_id} /> : NOTHING],
        ]}
      />
      {result.breaches.length ? (
        <>
          <Breaches breaches={result.breaches} />
          <p className="quiet">{texts.wholeRows} <code className="mono">onedata metadata standards check {standard.table} --failing rows.csv</code></p>
        </>
      ) : null}
    </Panel>
  );
}

export function Breaches({ breaches }: { breaches: readonly Breach[] }) {
  const texts = useTexts().standards;
  return (
    <div className="table-scroll" role="region" tabIndex={0} aria-label={texts.brokenRules}>
      <Table<Breach>
        size="small"
        rowKey={(one) => `${one.column} ${one.rule}`}
        pagination={false}
        dataSource={[...breaches]}
        columns={[
          { key: "column", title: texts.column, render: (_, one) => <span className="mono">{one.column}</span> },
          { key: "rule", title: texts.rule, render: (_, one) => texts.broken[one.rule as keyof typeof texts.broken] ?? one.rule },
          { key: "rows", title: texts.rows, align: "right", render: (_, one) => <Count value={one.rows} /> },
          { key: "examples", title: texts.examples, render: (_, one) => <code className="mono">{one.examples.join(", ")}</code> },
          ...(breaches.some((one) => one.keys?.length) ? [{ key: "keys", title: texts.inRows, render: (_: unknown, one: Breach) => <code className="mono cell-wrap">{one.keys?.join("; ")}</code> }] : []),
        ]}
      />
    </div>
  );
}
