// What values of rules are called where the server names them by a word: types and meanings.

import { useRuleNames } from "@/api/standards";
import { useLanguage, useTexts } from "@/texts/context";

export function useRuleWords() {
  const { families } = useTexts().graph;
  const language = useLanguage();
  const meanings = useRuleNames().data?.meanings ?? [];
  return (rule: string, value: string): string => {
    if (rule === "family") return families[value as keyof typeof families] ?? value;
    if (rule === "meaning") return meanings.find((one) => one.name === value)?.title[language] ?? value;
    return value;
  };
}
