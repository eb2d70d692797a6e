// What is unusual: each finding with its reason, and the way to the records behind it.

import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { Finding, Usage } from "@/api/usage";
import { formatNumber } from "@/format";
import { evidenceOf } from "@/pages/usage/evidence";
import { Panel } from "@/parts/page";
import { Mark, Moment } from "@/parts/values";
import { useLanguage, useTexts } from "@/texts/context";

const FIRST = 8;

export function FindingsPanel({ usage }: { usage: Usage }) {
  const texts = useTexts().usage;
  const [isWhole, setWhole] = useState(false);
  const { findings } = usage;
  const shown = isWhole ? findings : findings.slice(0, FIRST);
  if (!findings.length) {
    return <Panel title={texts.findings} flush><p className="panel-none"><Mark tone="good">{texts.noFindings}</Mark></p></Panel>;
  }
  return (
    <Panel title={texts.findings} beside={<span className="quiet">{texts.noProof}</span>} flush>
      <ul className="findings">
        {shown.map((finding) => (
          <FindingRow key={`${finding.kind} ${finding.actor} ${finding.day}`} finding={finding} />
        ))}
      </ul>
      {findings.length > FIRST ? (
        <p className="findings-end">
          <Button type="link" size="small" onClick={() => setWhole(!isWhole)}>{isWhole ? texts.onlyFirst : texts.all(String(findings.length))}</Button>
          {isWhole && usage.findings_total > findings.length ? <span className="quiet">{texts.newest(String(findings.length))}</span> : null}
        </p>
      ) : null}
    </Panel>
  );
}

function FindingRow({ finding }: { finding: Finding }) {
  const texts = useTexts().usage;
  const language = useLanguage();
  const kind = texts.kinds[finding.kind] ?? finding.kind;
  return (
    <li className="finding">
      <span className="finding-kind"><Mark tone={finding.severity === "warning" ? "bad" : "warn"}>{kind}</Mark></span>
      <span className="cell-main finding-actor">{finding.actor}</span>
      <span className="quiet"><Moment absolute at={finding.since} /></span>
      <span className="finding-reason">{finding.reason[language]}</span>
      <Link to={evidenceOf(finding)} className="nowrap finding-link">
        {texts.records(formatNumber(finding.records, language))}
        <span className="only-read">: {kind}, {finding.actor}</span>
      </Link>
    </li>
  );
}
