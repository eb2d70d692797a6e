// What a page shows when there is nothing, when it waits, and when something failed.

import { CloseCircleOutlined, InboxOutlined, LockOutlined, QuestionCircleOutlined } from "@/look/icons";
import { Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { ApiError } from "@/api/client";
import { useLanguage, useTexts } from "@/texts/context";

interface StateProps {
  icon: ReactNode;
  title: string;
  hint?: string | undefined;
  action?: ReactNode;
  role?: "alert" | "status";
}

function State({ icon, title, hint, action, role = "status" }: StateProps) {
  return (
    <div className="state" role={role}>
      <div className="state-icon" aria-hidden>{icon}</div>
      <p className="state-title">{title}</p>
      {hint ? <p className="state-hint">{hint}</p> : null}
      {action ? <div className="state-action">{action}</div> : null}
    </div>
  );
}

export function Empty({ title, hint, action }: { title?: string; hint?: string; action?: ReactNode }) {
  const texts = useTexts();
  return <State icon={<InboxOutlined />} title={title ?? texts.states.emptyTitle} hint={hint} action={action} />;
}

export function Missing() {
  const texts = useTexts();
  const home = <Link to="/">{texts.states.backHome}</Link>;
  return <State icon={<QuestionCircleOutlined />} title={texts.states.missingTitle} hint={texts.states.missingHint} action={home} />;
}

export function Forbidden() {
  const texts = useTexts();
  const home = <Link to="/">{texts.states.backHome}</Link>;
  return <State icon={<LockOutlined />} title={texts.states.forbiddenTitle} hint={texts.states.forbiddenHint} action={home} />;
}

/** Say what failed: 403 and 404 as such, everything else with the server's words and a retry. */
export function Failed({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const texts = useTexts();
  const said = useSaid(error);
  if (error instanceof ApiError && error.status === 404) return <Missing />;
  if (error instanceof ApiError && error.status === 403) return <Forbidden />;
  const again = retry ? <Button onClick={retry}>{texts.common.retry}</Button> : null;
  return <State role="alert" icon={<CloseCircleOutlined />} title={texts.states.errorTitle} hint={said} action={again} />;
}

/** Return what an error says in the reader's language. */
export function useSaid(error: unknown): string {
  const language = useLanguage();
  return saidBy(error, language);
}

export function saidBy(error: unknown, language: "zh" | "en"): string {
  if (error instanceof ApiError) return error.said[language];
  return error instanceof Error ? error.message : "";
}

/** Hold the place of content that is on its way. */
export function Loading({ rows = 6 }: { rows?: number }) {
  const texts = useTexts();
  return (
    <div role="status" aria-label={texts.common.loading} className="loading">
      <Skeleton active title={false} paragraph={{ rows, width: Array.from({ length: rows }, (_, row) => `${94 - ((row * 17) % 38)}%`) }} />
    </div>
  );
}

interface QueryLike<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

/** Show content once it is there, and before that why it is not. */
export function Loaded<T>({ query, rows = 6, children }: { query: QueryLike<T>; rows?: number; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return <Loading rows={rows} />;
}
