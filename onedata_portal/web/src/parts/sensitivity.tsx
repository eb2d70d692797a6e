// How near a table or a column comes to a person, in words and colour.

import type { components } from "@/api/schema";
import { Chip, type Tone } from "@/parts/values";
import { useTexts } from "@/texts/context";

export type Sensitivity = components["schemas"]["Sensitivity"];

export const SENSITIVITIES: readonly Sensitivity[] = ["direct", "indirect", "none"];
export const SENSITIVITY_TONES: Record<string, Tone> = { direct: "bad", indirect: "warn", none: "quiet" };

export function SensitivityChip({ level }: { level: Sensitivity }) {
  return <Chip tone={SENSITIVITY_TONES[level] ?? "quiet"}>{useTexts().sensitivity[level]}</Chip>;
}

/** Options of a level. */
export function useSensitivityOptions() {
  const texts = useTexts().sensitivity;
  return SENSITIVITIES.map((value) => ({ value, label: texts[value] }));
}
