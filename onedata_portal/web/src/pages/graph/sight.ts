// What is shown of a graph and how it is looked at: what all that draws it shares.

import type { Places } from "@/pages/graph/layout";
import type { Model } from "@/pages/graph/model";
import type { Palette } from "@/look/palette";

export interface Sight {
  x: number;
  y: number;
  k: number;
  width: number;
  height: number;
}

export interface Look {
  colours: Palette;
  /** The colour of each node. */
  fills: readonly string[];
  /** The colour of each island by its name, and what it is called. */
  islands: ReadonlyMap<string, { colour: string; title: string }>;
  font: string;
}

export interface Shown {
  model: Model;
  places: Places;
  look: Look;
  chosen: number | undefined;
  under: number | undefined;
}

export const TURN = Math.PI * 2;

/** Return the radius of a node on the screen: it grows slower than the picture, and never vanishes. */
export const radiusAt = (radius: number, k: number): number => Math.max(1.8, radius * (k < 1 ? k ** 0.8 : k ** 0.6));
