// Moments, lengths of time, numbers and marks as they stand in tables.

import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, MinusCircleOutlined, WarningFilled } from "@/look/icons";
import { Tooltip } from "antd";
import type { ReactNode } from "react";
import { formatBytes, formatDuration, formatMoment, formatMomentWithZone, formatNumber, formatRelative } from "@/format";
import { useNow } from "@/parts/now";
import { useLanguage } from "@/texts/context";

export const NOTHING = <span className="nothing" aria-hidden>–</span>;

interface MomentProps {
  at: string | null | undefined;
  /** Show the date and time, and how long ago it was in the tooltip. */
  absolute?: boolean;
  none?: ReactNode;
}

export function Moment({ at, absolute = false, none = NOTHING }: MomentProps) {
  const language = useLanguage();
  const now = useNow();
  if (!at) return <>{none}</>;
  const moment = new Date(at);
  const relative = formatRelative(moment, now, language);
  const exact = formatMomentWithZone(moment, language);
  return (
    <Tooltip title={absolute ? relative : exact} mouseEnterDelay={0.25}>
      <time dateTime={at} className="nowrap">{absolute ? formatMoment(moment, language) : relative}</time>
    </Tooltip>
  );
}

export function Duration({ seconds }: { seconds: number | null | undefined }) {
  const language = useLanguage();
  if (seconds === null || seconds === undefined) return NOTHING;
  return <span className="nowrap">{formatDuration(seconds, language)}</span>;
}

/** The time since a moment, running on. */
export function Running({ since }: { since: string }) {
  const language = useLanguage();
  const now = useNow(1000);
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(since)) / 1000));
  return <span className="nowrap">{formatDuration(seconds, language)}</span>;
}

export function Count({ value, bytes = false }: { value: number | null | undefined; bytes?: boolean }) {
  const language = useLanguage();
  if (value === null || value === undefined) return NOTHING;
  return <span className="number">{bytes ? formatBytes(value, language) : formatNumber(value, language)}</span>;
}

export type Tone = "good" | "warn" | "bad" | "busy" | "quiet";

const ICONS: Record<Tone, ReactNode> = {
  good: <CheckCircleFilled />,
  warn: <WarningFilled />,
  bad: <CloseCircleFilled />,
  busy: <ClockCircleOutlined />,
  quiet: <MinusCircleOutlined />,
};

/** A state in words with a shape and colour of its own; never colour alone. */
export function Mark({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`mark mark-${tone}`}>
      <span aria-hidden className="mark-icon">{ICONS[tone]}</span>
      {children}
    </span>
  );
}

export function Chip({ children, tone = "quiet" }: { children: ReactNode; tone?: Tone }) {
  return <span className={`chip chip-${tone}`}>{children}</span>;
}
