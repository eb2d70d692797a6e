// The language of the reader and the texts in it.

import { createContext, useContext } from "react";
import type { Language } from "@/format";
import { en } from "@/texts/en";
import { zh, type Texts } from "@/texts/zh";

export const CATALOGUES: Record<Language, Texts> = { zh, en };

const STORED = "onedata.language";

/** Return the language that was chosen here last; else Chinese, unless the browser wants only others. */
export function firstLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === "zh" || stored === "en") return stored;
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  const found = wanted.find((tag) => tag === "zh" || tag === "en");
  return found === "en" ? "en" : "zh";
}

/** Remember the language in this browser, and tell the document. */
export function keepLanguage(language: Language): void {
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
}

export const LanguageContext = createContext<Language>("zh");

export const useLanguage = (): Language => useContext(LanguageContext);

/** Return the texts in the reader's language. */
export const useTexts = (): Texts => CATALOGUES[useLanguage()];
