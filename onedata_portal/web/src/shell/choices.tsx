// The language that a person chose: here at once, and for their account if they are signed in.

import { createContext, useContext } from "react";
import { useChangeMe, useSession } from "@/api/session";
import type { Language } from "@/format";

export interface LanguageState {
  language: Language;
  set: (language: Language) => void;
}

export const LanguageStateContext = createContext<LanguageState>({ language: "zh", set: () => undefined });

export function useChosenLanguage(): { language: Language; choose: (language: Language) => void } {
  const { language, set } = useContext(LanguageStateContext);
  const signedIn = useSession().data?.signed_in ?? false;
  const change = useChangeMe();
  const choose = (next: Language) => {
    set(next);
    if (signedIn) change.mutate({ language: next });
  };
  return { language, choose };
}
