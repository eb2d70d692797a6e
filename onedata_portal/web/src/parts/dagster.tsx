// States of assets, checks and runs in words, with a shape and a colour.

import { Tooltip } from "antd";
import { Link } from "react-router";
import type { AssetRef, Freshness, Health, Outcome, RunItem, RunStatus } from "@/api/dagster";
import { isOver } from "@/api/runs";
import { formatNumber } from "@/format";
import { Duration, Mark, NOTHING, Running, type Tone } from "@/parts/values";
import { useLanguage, useTexts } from "@/texts/context";

export const HEALTH_TONES: Record<Health, Tone> = { healthy: "good", warning: "warn", degraded: "bad", unknown: "quiet", not_applicable: "quiet" };
export const HEALTHS: readonly Health[] = ["degraded", "warning", "unknown", "healthy", "not_applicable"];
const FRESHNESS_TONES: Record<Freshness, Tone> = { fresh: "good", warning: "warn", late: "bad", unknown: "quiet" };
export const OUTCOME_TONES: Record<Outcome, Tone> = { passed: "good", warned: "warn", failed: "bad", running: "busy", missing: "quiet" };
export const RUN_TONES: Record<RunStatus, Tone> = {
  queued: "quiet",
  starting: "busy",
  running: "busy",
  canceling: "warn",
  succeeded: "good",
  failed: "bad",
  canceled: "quiet",
};
export const RUN_STATUSES = Object.keys(RUN_TONES) as RunStatus[];

export function HealthMark({ health }: { health: Health }) {
  return <Mark tone={HEALTH_TONES[health]}>{useTexts().health[health]}</Mark>;
}

export function FreshnessMark({ freshness }: { freshness: Freshness | null }) {
  const texts = useTexts();
  return freshness ? <Mark tone={FRESHNESS_TONES[freshness]}>{texts.freshness[freshness]}</Mark> : NOTHING;
}

export function OutcomeMark({ outcome }: { outcome: Outcome }) {
  return <Mark tone={OUTCOME_TONES[outcome]}>{useTexts().outcome[outcome]}</Mark>;
}

export function RunMark({ status }: { status: RunStatus }) {
  return <Mark tone={RUN_TONES[status]}>{useTexts().runStatus[status]}</Mark>;
}

export const assetPath = (ref: Pick<AssetRef, "address">): string => `/assets/${ref.address.split("/").map(encodeURIComponent).join("/")}`;

/** Return the address of the joins of a table with others. */
export const joinsPath = (ref: Pick<AssetRef, "address">): string => `/joins?${new URLSearchParams({ table: ref.address })}`;

export function AssetLink({ asset, strong = false }: { asset: AssetRef; strong?: boolean }) {
  return <Link to={assetPath(asset)} className={strong ? "cell-main" : undefined}>{asset.name}</Link>;
}

/** The first characters of a run's id, as Dagster shows it. */
export const shortRun = (id: string): string => id.slice(0, 8);

export function RunLink({ id }: { id: string }) {
  return <Link to={`/runs/${id}`} className="mono" title={id}>{shortRun(id)}</Link>;
}

/** What a run makes: its job, or its first assets and how many there are. */
export function RunTarget({ run, shown = 2 }: { run: RunItem; shown?: number }) {
  const texts = useTexts();
  const language = useLanguage();
  if (run.job) return <span>{run.job}</span>;
  const rest = run.asset_count - Math.min(shown, run.assets.length);
  return (
    <span className="row">
      {run.assets.slice(0, shown).map((asset) => <AssetLink key={asset.address} asset={asset} />)}
      {rest > 0 ? (
        <Tooltip title={run.assets.slice(shown).map((asset) => asset.name).join(", ")}>
          <span className="quiet nowrap">{texts.runs.andMore(formatNumber(run.asset_count, language))}</span>
        </Tooltip>
      ) : null}
    </span>
  );
}

export function LauncherName({ run }: { run: RunItem }) {
  const texts = useTexts();
  const { kind, name, person } = run.launched_by;
  if (kind === "person") return <span>{name}</span>;
  return (
    <span className="nowrap">
      <span className="quiet">{texts.launcher[kind]}</span> {kind === "backfill" ? (person ?? name) : name}
    </span>
  );
}

export function RunTime({ run }: { run: Pick<RunItem, "seconds" | "started_at" | "status"> }) {
  if (run.seconds !== null) return <Duration seconds={run.seconds} />;
  return run.started_at && !isOver(run.status) ? <Running since={run.started_at} /> : NOTHING;
}
