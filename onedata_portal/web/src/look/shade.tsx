// Light or dark: what was chosen, what the system says, and which of them counts.

import { createContext, useContext, useEffect, useState } from "react";
import type { ThemeChoice } from "@/api/types";
import type { Shade } from "@/look/theme";

const STORED = "onedata.theme";
const DARK_SYSTEM = "(prefers-color-scheme: dark)";

export interface ShadeState {
  choice: ThemeChoice;
  shade: Shade;
  choose: (choice: ThemeChoice) => void;
}

export const ShadeContext = createContext<ShadeState>({ choice: "system", shade: "light", choose: () => undefined });

export const useShade = (): ShadeState => useContext(ShadeContext);

function firstChoice(): ThemeChoice {
  const stored = localStorage.getItem(STORED);
  return stored === "light" || stored === "dark" ? stored : "system";
}

/** Return the choice of this browser; it follows the system while nothing else is chosen. */
export function useShadeState(): ShadeState {
  const [choice, setChoice] = useState(firstChoice);
  const [system, setSystem] = useState(() => matchMedia(DARK_SYSTEM).matches);
  useEffect(() => {
    const media = matchMedia(DARK_SYSTEM);
    const follow = () => setSystem(media.matches);
    media.addEventListener("change", follow);
    return () => media.removeEventListener("change", follow);
  }, []);
  const choose = (next: ThemeChoice) => {
    localStorage.setItem(STORED, next);
    setChoice(next);
  };
  const dark = choice === "system" ? system : choice === "dark";
  return { choice, shade: dark ? "dark" : "light", choose };
}
