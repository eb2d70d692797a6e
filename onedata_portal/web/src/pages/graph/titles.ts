// What the values are called by which tables are filtered and coloured.

import { NONE, type ColourBy } from "@/pages/graph/colours";
import type { Sensitivity } from "@/parts/sensitivity";
import { useTexts } from "@/texts/context";

/** Return what a value is called: a level in words, and what has no source or domain as that. */
export function useValueTitle() {
  const { graph, sensitivity } = useTexts();
  return (by: ColourBy, value: string): string => {
    if (by === "sensitivity") return sensitivity[value as Sensitivity] ?? value;
    if (value !== NONE) return value;
    return by === "source" ? graph.noSource : graph.noDomain;
  };
}
