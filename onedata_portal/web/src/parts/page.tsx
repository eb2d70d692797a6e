// The frame of a page's content: its title, what stands beside it, and panels.

import { useEffect, type ReactNode } from "react";
import { Link } from "react-router";
import { useSession } from "@/api/session";

interface PageProps {
  title: string;
  beside?: ReactNode;
  actions?: ReactNode;
  trail?: { title: string; to: string } | undefined;
  children: ReactNode;
}

export function PageFrame({ title, beside, actions, trail, children }: PageProps) {
  const product = useSession().data?.product.name ?? "OneData";
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  return (
    <div className="page">
      <header className="page-head">
        <div className="page-title">
          {trail ? (
            <>
              <Link to={trail.to} className="trail">{trail.title}</Link>
              <span className="trail-mark" aria-hidden>/</span>
            </>
          ) : null}
          <h1>{title}</h1>
          {beside}
        </div>
        {actions ? <div className="page-actions">{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}

interface PanelProps {
  title?: ReactNode;
  beside?: ReactNode;
  flush?: boolean;
  className?: string;
  children: ReactNode;
}

export function Panel({ title, beside, flush = false, className = "", children }: PanelProps) {
  return (
    <section className={`panel ${className}`}>
      {title ? (
        <header className="panel-head">
          <h2>{title}</h2>
          {beside}
        </header>
      ) : null}
      <div className={flush ? "panel-flush" : "panel-body"}>{children}</div>
    </section>
  );
}

/** Names with their values, in one or more columns by the room there is. */
export function Facts({ items }: { items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value ?? "–"}</dd>
        </div>
      ))}
    </dl>
  );
}
