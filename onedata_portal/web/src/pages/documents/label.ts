// What a metric or an operation is called.

import type { Language } from "@/format";

/** Return the label in a language; the Chinese one where there is no other. */
export const labelOf = ({ label_zh, label_en }: { label_zh: string; label_en?: string }, language: Language): string =>
  (language === "en" && label_en) || label_zh;
