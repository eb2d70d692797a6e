// The sums of the period, each beside that of as many days before.

import type { Usage, UsageTotals } from "@/api/usage";
import { formatNumber, formatShare } from "@/format";
import { Panel } from "@/parts/page";
import { Count } from "@/parts/values";
import { useLanguage, useTexts } from "@/texts/context";

const SHOWN: readonly (keyof UsageTotals)[] = ["people", "actions", "launches", "reads", "exports", "refusals", "failed_sign_ins"];

export function TotalsPanel({ usage }: { usage: Usage }) {
  const texts = useTexts().usage;
  const severe = usage.findings.filter((finding) => finding.severity === "warning").length;
  const tone = severe ? "mark-bad" : usage.findings_total ? "mark-warn" : "quiet";
  return (
    <Panel>
      <ul className="numbers numbers-plain">
        {SHOWN.map((name) => (
          <li key={name} className="number-plain">
            <span className={`number-value ${usage.totals[name] ? "" : "quiet"}`}><Count value={usage.totals[name]} /></span>
            <span className="number-label">{texts.totals[name]}</span>
            <Change now={usage.totals[name]} before={usage.before[name]} />
          </li>
        ))}
        <li className="number-plain">
          <span className={`number-value ${tone}`}><Count value={usage.findings_total} /></span>
          <span className="number-label">{texts.findings}</span>
          <span className="number-change">{severe ? texts.lookFirst(String(severe)) : texts.nothingSevere}</span>
        </li>
      </ul>
    </Panel>
  );
}

/** Say how a sum has changed; from nothing it has no share. */
function Change({ now, before }: { now: number; before: number }) {
  const texts = useTexts().usage;
  const language = useLanguage();
  if (!before) return <span className="number-change">{texts.before(formatNumber(before, language))}</span>;
  const share = (now - before) / before;
  const sign = share > 0 ? "+" : "";
  return <span className="number-change">{texts.before(formatNumber(before, language))} ({sign}{formatShare(share, language)})</span>;
}
