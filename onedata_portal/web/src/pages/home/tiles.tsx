// Numbers at the top of the home page; each is a link to what it counts.

import { Link } from "react-router";
import type { HealthCounts, Home, RunStatus } from "@/api/dagster";
import { HEALTH_TONES, HEALTHS, RUN_TONES } from "@/parts/dagster";
import { Panel } from "@/parts/page";
import { Count, type Tone } from "@/parts/values";
import { useTexts } from "@/texts/context";

interface Number {
  key: string;
  label: string;
  value: number;
  tone: Tone;
  to: string;
}

function Numbers({ numbers }: { numbers: readonly Number[] }) {
  return (
    <ul className="numbers">
      {numbers.map(({ key, label, value, tone, to }) => (
        <li key={key}>
          <Link to={to} className="number-link">
            <span className={`number-value ${value ? `mark-${tone}` : "quiet"}`}><Count value={value} /></span>
            <span className="number-label">{label}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

export function HealthTile({ counts }: { counts: HealthCounts }) {
  const texts = useTexts();
  const numbers = HEALTHS.map((health) => ({
    key: health,
    label: texts.health[health],
    value: counts[health],
    tone: HEALTH_TONES[health],
    to: `/assets?health=${health}`,
  }));
  return (
    <Panel title={texts.home.health} beside={<Link to="/assets">{texts.home.assets} <Count value={counts.total} /></Link>}>
      <HealthBar counts={counts} />
      <Numbers numbers={numbers} />
    </Panel>
  );
}

/** The shares of each health in one bar. */
export function HealthBar({ counts }: { counts: HealthCounts }) {
  const texts = useTexts();
  const shown = HEALTHS.filter((health) => counts[health] > 0);
  return (
    <div className="health-bar" role="img" aria-label={shown.map((health) => `${texts.health[health]} ${counts[health]}`).join(", ") || texts.common.none}>
      {shown.map((health) => (
        <span key={health} className={health === "not_applicable" ? "tone-none" : `tone-${HEALTH_TONES[health]}`} style={{ flexGrow: counts[health] }} />
      ))}
    </div>
  );
}

const SHOWN: readonly (keyof Home["runs"] & RunStatus)[] = ["failed", "running", "queued", "succeeded", "canceled"];

export function RunsTile({ counts }: { counts: Home["runs"] }) {
  const texts = useTexts();
  const numbers = SHOWN.map((status) => ({ key: status, label: texts.runStatus[status], value: counts[status], tone: RUN_TONES[status], to: `/runs?status=${status}` }));
  const total = SHOWN.reduce((sum, status) => sum + counts[status], 0);
  return (
    <Panel title={texts.home.last24} beside={<Link to="/runs">{texts.menu.runs} <Count value={total} /></Link>}>
      <div className="health-bar" aria-hidden>
        {SHOWN.filter((status) => counts[status] > 0).map((status) => (
          <span key={status} className={`tone-${RUN_TONES[status]}`} style={{ flexGrow: counts[status] }} />
        ))}
      </div>
      <Numbers numbers={numbers} />
    </Panel>
  );
}
