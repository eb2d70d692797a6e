// The places of tables: remembered in this browser, so that a table stands where it stood, and worked
// out for those that are new. Names are kept as numbers only: another person at the same browser must
// not read which tables there are.

import { useEffect, useMemo, useState } from "react";
import type { Places } from "@/pages/graph/layout";
import type { Model } from "@/pages/graph/model";

const STORED = "onedata.graph.places";
const MOST = 6000;

type Kept = Record<string, readonly [number, number]>;

/** Return a name as a short text that does not tell it. */
export function marked(name: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (const char of name) {
    const code = char.codePointAt(0)!;
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  return (4294967296 * (2097151 & (b ^ (b >>> 16))) + (a >>> 0)).toString(36);
}

function remembered(): Kept {
  try {
    const told: unknown = JSON.parse(localStorage.getItem(STORED) ?? "{}");
    return typeof told === "object" && told !== null ? (told as Kept) : {};
  } catch {
    return {};
  }
}

function remember(model: Model, places: Places): void {
  const old = Object.entries(remembered());
  const now = model.nodes.map((node, number) => [marked(node.address), places[number]!] as const);
  const kept = new Map([...old, ...now].slice(-MOST));
  try {
    localStorage.setItem(STORED, JSON.stringify(Object.fromEntries(kept)));
  } catch {
    // There is no room: the places are worked out again the next time.
  }
}

/** Forget all places, so that they are worked out anew. */
export const forgetPlaces = (): void => localStorage.removeItem(STORED);

const knownOf = (model: Model) => {
  const kept = remembered();
  return model.nodes.map((node) => kept[marked(node.address)] ?? null);
};

/** Return where the nodes stand; undefined while that is worked out. `round` counts the renewals. */
export function usePlaces(model: Model, round: number): Places | undefined {
  const [made, setMade] = useState<{ model: Model; round: number; places: Places }>();
  const known = useMemo(() => knownOf(model), [model, round]);
  const isKnown = known.every((place) => place !== null);
  useEffect(() => {
    if (isKnown) return undefined;
    const worker = new Worker(new URL("./layout-worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = (message: MessageEvent<Places>) => {
      remember(model, message.data);
      setMade({ model, round, places: message.data });
    };
    const lines = model.lines.map((line) => [line.from, line.to] as const);
    worker.postMessage({ islands: model.islands, radii: model.radii, lines, known });
    return () => worker.terminate();
  }, [model, round, known, isKnown]);
  if (isKnown) return known as Places;
  return made?.model === model && made.round === round ? made.places : undefined;
}
