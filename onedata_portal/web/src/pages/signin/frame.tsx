// The frame of the pages before somebody is in: the product, one card, language and theme.

import { useEffect, type ReactNode } from "react";
import { useSession } from "@/api/session";
import { LanguageButton, ThemeButton } from "@/shell/top-bar";

export function EntryFrame({ title, children }: { title: string; children: ReactNode }) {
  const product = useSession().data?.product;
  const name = product?.name ?? "OneData";
  useEffect(() => {
    document.title = `${title} · ${name}`;
  }, [title, name]);
  return (
    <div className="entry">
      <div className="entry-choices">
        <LanguageButton />
        <ThemeButton />
      </div>
      <main className="entry-card">
        <header className="entry-head">
          <img src="favicon.svg" alt="" width={32} height={32} />
          <span className="entry-name">{name}</span>
        </header>
        {children}
      </main>
      <footer className="entry-foot">{product ? `${product.name} ${product.version}` : ""}</footer>
    </div>
  );
}
