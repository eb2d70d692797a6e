// The graph as a picture to move: by mouse, touch or keys. What it looks like is in draw.ts.

import { AimOutlined, ZoomInOutlined, ZoomOutOutlined } from "@/look/icons";
import { Button } from "antd";
import { quadtree, type Quadtree } from "d3-quadtree";
import { select } from "d3-selection";
import { zoom, zoomIdentity, type ZoomBehavior } from "d3-zoom";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { draw } from "@/pages/graph/draw";
import type { Places } from "@/pages/graph/layout";
import type { Model } from "@/pages/graph/model";
import { radiusAt, type Look, type Shown, type Sight } from "@/pages/graph/sight";
import { useTexts } from "@/texts/context";

const LEAST = 0.05;
const MOST = 5;
const CLOSE = 1.5;
const STEP = 80;

interface GraphCanvasProps {
  model: Model;
  places: Places;
  look: Look;
  chosen: number | undefined;
  onChoose: (number: number | undefined) => void;
  label: string;
}

export function GraphCanvas({ model, places, look, chosen, onChoose, label }: GraphCanvasProps) {
  const texts = useTexts().graph;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [under, setUnder] = useState<number>();
  const shown = useMemo((): Shown => ({ model, places, look, chosen, under }), [model, places, look, chosen, under]);
  const eye = useEye(canvas, shown);
  const find = useFinder(places);
  const at = (event: { clientX: number; clientY: number }) => {
    const box = canvas.current!.getBoundingClientRect();
    return find(model, eye.sight.current, event.clientX - box.left, event.clientY - box.top);
  };
  useEffect(() => {
    if (chosen !== undefined) eye.show(places[chosen]!);
  }, [chosen, places, eye]);
  useEffect(() => setUnder(undefined), [model]);
  return (
    <div className="net-canvas">
      <canvas
        ref={canvas}
        tabIndex={0}
        role="application"
        aria-label={label}
        style={{ cursor: under === undefined ? "grab" : "pointer" }}
        onPointerMove={(event) => setUnder(event.buttons ? undefined : at(event))}
        onPointerLeave={() => setUnder(undefined)}
        onClick={(event) => onChoose(at(event))}
        onKeyDown={(event) => onKey(event, eye)}
      />
      <div className="net-zoom">
        <Button icon={<ZoomInOutlined />} aria-label={texts.zoomIn} onClick={() => eye.zoom(CLOSE)} />
        <Button icon={<ZoomOutOutlined />} aria-label={texts.zoomOut} onClick={() => eye.zoom(1 / CLOSE)} />
        <Button icon={<AimOutlined />} aria-label={texts.fit} onClick={() => eye.fit()} />
      </div>
    </div>
  );
}

interface Eye {
  sight: { current: Sight };
  zoom: (by: number) => void;
  move: (x: number, y: number) => void;
  fit: () => void;
  show: (place: readonly [number, number]) => void;
}

const KEYS: Record<string, (eye: Eye) => void> = {
  "+": (eye) => eye.zoom(CLOSE),
  "=": (eye) => eye.zoom(CLOSE),
  "-": (eye) => eye.zoom(1 / CLOSE),
  "0": (eye) => eye.fit(),
  ArrowLeft: (eye) => eye.move(STEP, 0),
  ArrowRight: (eye) => eye.move(-STEP, 0),
  ArrowUp: (eye) => eye.move(0, STEP),
  ArrowDown: (eye) => eye.move(0, -STEP),
};

function onKey(event: KeyboardEvent, eye: Eye) {
  const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act(eye);
}

/** Keep the picture drawn, and return how to move it. */
function useEye(canvas: { current: HTMLCanvasElement | null }, shown: Shown): Eye {
  const latest = useRef(shown);
  const sight = useRef<Sight>({ x: 0, y: 0, k: 0, width: 0, height: 0 });
  const redraw = useRef<() => void>(() => undefined);
  const behaviour = useRef<ZoomBehavior<HTMLCanvasElement, unknown>>(undefined);
  useEffect(() => {
    const node = canvas.current!;
    let asked = 0;
    redraw.current = () => {
      asked ||= requestAnimationFrame(() => {
        asked = 0;
        paintOn(node, latest.current, sight.current);
      });
    };
    behaviour.current = zoom<HTMLCanvasElement, unknown>()
      .scaleExtent([LEAST, MOST])
      .on("zoom", ({ transform }: { transform: { x: number; y: number; k: number } }) => {
        Object.assign(sight.current, { x: transform.x, y: transform.y, k: transform.k });
        redraw.current();
      });
    select(node).call(behaviour.current).on("dblclick.zoom", null);
    const watch = new ResizeObserver(() => {
      const isFirst = sight.current.k === 0;
      Object.assign(sight.current, { width: node.clientWidth, height: node.clientHeight });
      if (isFirst) fitted(node, behaviour.current!, latest.current.places);
      redraw.current();
    });
    watch.observe(node);
    return () => {
      watch.disconnect();
      cancelAnimationFrame(asked);
      select(node).on(".zoom", null);
    };
  }, [canvas]);
  useEffect(() => {
    // Other places are looked at anew; the same ones with other edges are not.
    const isOther = latest.current.model.nodes !== shown.model.nodes;
    latest.current = shown;
    if (isOther && sight.current.width) fitted(canvas.current!, behaviour.current!, shown.places);
    redraw.current();
  }, [canvas, shown]);
  return useMemo(() => {
    const act = (how: (on: ZoomBehavior<HTMLCanvasElement, unknown>, node: HTMLCanvasElement) => void) =>
      behaviour.current && canvas.current && how(behaviour.current, canvas.current);
    return {
      sight,
      zoom: (by) => act((on, node) => on.scaleBy(select(node), by)),
      move: (x, y) => act((on, node) => on.translateBy(select(node), x / sight.current.k, y / sight.current.k)),
      fit: () => act((on, node) => fitted(node, on, latest.current.places)),
      show: ([x, y]) =>
        act((on, node) => {
          const { k, width, height } = sight.current;
          const [sx, sy] = [x * k + sight.current.x, y * k + sight.current.y];
          const isInSight = k >= 0.5 && sx > 40 && sy > 40 && sx < width - 40 && sy < height - 40;
          if (isInSight || !width) return;
          const near = Math.max(k, 1.1);
          on.transform(select(node), zoomIdentity.translate(width / 2 - x * near, height / 2 - y * near).scale(near));
        }),
    } satisfies Eye;
  }, [canvas]);
}

/** Show all places at once. */
function fitted(node: HTMLCanvasElement, on: ZoomBehavior<HTMLCanvasElement, unknown>, places: Places): void {
  const [width, height] = [node.clientWidth, node.clientHeight];
  if (!places.length || !width) return;
  const xs = places.map((place) => place[0]);
  const ys = places.map((place) => place[1]);
  const [left, right] = [Math.min(...xs) - 50, Math.max(...xs) + 50];
  const [top, bottom] = [Math.min(...ys) - 120, Math.max(...ys) + 60];
  const k = Math.min(1.4, width / (right - left), height / (bottom - top));
  const to = zoomIdentity.translate((width - (left + right) * k) / 2, (height - (top + bottom) * k) / 2).scale(k);
  on.transform(select(node), to);
}

function paintOn(node: HTMLCanvasElement, shown: Shown, sight: Sight): void {
  const to = node.getContext("2d", { alpha: false });
  if (!to || !sight.k) return;
  const density = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(sight.width * density), Math.round(sight.height * density)];
  if (node.width !== width || node.height !== height) [node.width, node.height] = [width, height];
  to.setTransform(density, 0, 0, density, 0, 0);
  draw(to, shown, sight);
}

/** Return how to find the node at a point of the picture. */
function useFinder(places: Places) {
  return useMemo(() => {
    const tree: Quadtree<number> = quadtree<number>()
      .x((number) => places[number]![0])
      .y((number) => places[number]![1])
      .addAll(places.map((_, number) => number));
    return (model: Model, sight: Sight, x: number, y: number): number | undefined => {
      const found = tree.find((x - sight.x) / sight.k, (y - sight.y) / sight.k, 26 / sight.k);
      if (found === undefined) return undefined;
      const [fx, fy] = [places[found]![0] * sight.k + sight.x, places[found]![1] * sight.k + sight.y];
      return Math.hypot(fx - x, fy - y) <= radiusAt(model.radii[found]!, sight.k) + 5 ? found : undefined;
    };
  }, [places]);
}
