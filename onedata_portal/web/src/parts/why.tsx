// Why something is believed, folded away until somebody asks.

import { useLanguage, useTexts } from "@/texts/context";

export function Why({ why }: { why: readonly { en: string; zh: string }[] }) {
  const texts = useTexts().graph;
  const language = useLanguage();
  if (!why.length) return null;
  return (
    <details className="why">
      <summary>{texts.why}</summary>
      <ul>{why.map((one) => <li key={one.en}>{one[language]}</li>)}</ul>
    </details>
  );
}
