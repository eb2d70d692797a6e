// What a term is called in the reader's language.

import type { Term } from "@/api/tags";
import { useLanguage } from "@/texts/context";

/** Return what terms are called: by a title in the other language, or by the name, where there is none. */
export function useTermTitle() {
  const language = useLanguage();
  return ({ title_zh, title_en, name }: Term): string => (language === "zh" ? title_zh || title_en : title_en || title_zh) || name;
}
