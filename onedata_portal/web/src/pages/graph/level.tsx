// How near a table or a column comes to a person, in words and colour.

import type { Sensitivity } from "@/api/graph";
import { Chip, type Tone } from "@/parts/values";
import { useTexts } from "@/texts/context";

const TONES: Record<Sensitivity, Tone> = { direct: "bad", indirect: "warn", none: "quiet" };

export function Level({ level }: { level: Sensitivity }) {
  return <Chip tone={TONES[level]}>{useTexts().graph.levels[level]}</Chip>;
}
