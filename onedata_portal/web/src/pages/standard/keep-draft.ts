// What a person changes in a standard is kept as a draft of their own.

import { ask } from "@/api/client";
import { STANDARDS, standardKey, type Standard, type StandardContent } from "@/api/standards";
import { useAct } from "@/parts/actions";
import { useTexts } from "@/texts/context";

export function useKeepDraft(table: string, after: () => void) {
  const texts = useTexts().standards;
  return useAct({
    act: (content: StandardContent) => ask<Standard>("PUT", "api/standards/draft", { body: content }),
    said: texts.draftKept,
    stale: [standardKey(table), STANDARDS],
    after,
    failed: () => true,
  });
}
