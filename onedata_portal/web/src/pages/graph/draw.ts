// Draws the graph on a canvas, all of it for each picture: edges in a few strokes, nodes by colour,
// then names where there is room. Who moves it is in canvas.tsx.

import { Room } from "@/pages/graph/labels";
import { drawLines } from "@/pages/graph/draw-lines";
import type { Places } from "@/pages/graph/layout";
import { shortName } from "@/pages/graph/model";
import { radiusAt, TURN, type Shown, type Sight } from "@/pages/graph/sight";

const MOST_NAMES = 140;
const NAMES_FROM = 0.42;
const FADED = 0.14;

/** Draw what is shown of the graph in this sight of it. */
export function draw(to: CanvasRenderingContext2D, shown: Shown, sight: Sight): void {
  const { look } = shown;
  to.fillStyle = look.colours.surface;
  to.fillRect(0, 0, sight.width, sight.height);
  const lit = litOf(shown);
  const room = new Room();
  drawIslands(to, shown, sight);
  drawLines(to, shown, sight, lit);
  drawNodes(to, shown, sight, lit);
  drawTitles(to, shown, sight, room, lit !== undefined);
  drawNames(to, shown, sight, lit, room);
}

/** Return the nodes that stand out: the one that is chosen or pointed at, with its neighbours. */
function litOf({ model, chosen, under }: Shown): ReadonlySet<number> | undefined {
  const centre = under ?? chosen;
  if (centre === undefined) return undefined;
  return new Set([centre, ...(chosen === undefined ? [] : [chosen]), ...model.neighbours[centre]!]);
}

interface Circle {
  name: string;
  x: number;
  y: number;
  radius: number;
}

const circles = new WeakMap<Places, readonly Circle[]>();

/** Return around which places the nodes of each island stand. */
function circlesOf({ model, places }: Shown): readonly Circle[] {
  const known = circles.get(places);
  if (known) return known;
  const groups = new Map<string, (readonly [number, number])[]>();
  model.islands.forEach((name, number) => {
    const group = groups.get(name);
    if (group) group.push(places[number]!);
    else groups.set(name, [places[number]!]);
  });
  const made = [...groups].map(([name, those]): Circle => {
    const x = those.reduce((sum, place) => sum + place[0], 0) / those.length;
    const y = those.reduce((sum, place) => sum + place[1], 0) / those.length;
    const far = those.map((place) => Math.hypot(place[0] - x, place[1] - y)).sort((a, b) => a - b);
    return { name, x, y, radius: (far[Math.floor((far.length - 1) * 0.98)] ?? 0) + 34 };
  });
  circles.set(places, made);
  return made;
}

function drawIslands(to: CanvasRenderingContext2D, shown: Shown, sight: Sight): void {
  for (const { name, x, y, radius } of circlesOf(shown)) {
    const colour = shown.look.islands.get(name)?.colour ?? shown.look.colours.ink3;
    to.beginPath();
    to.arc(x * sight.k + sight.x, y * sight.k + sight.y, radius * sight.k, 0, TURN);
    to.globalAlpha = 0.055;
    to.fillStyle = colour;
    to.fill();
    to.globalAlpha = 0.28;
    to.lineWidth = 1;
    to.strokeStyle = colour;
    to.stroke();
  }
  to.globalAlpha = 1;
}

function drawTitles(to: CanvasRenderingContext2D, shown: Shown, sight: Sight, room: Room, isLit: boolean): void {
  const { look } = shown;
  to.textAlign = "center";
  to.textBaseline = "alphabetic";
  to.globalAlpha = isLit ? 0.55 : 1;
  for (const { name, x, y, radius } of circlesOf(shown)) {
    const known = look.islands.get(name);
    if (!known) continue;
    const size = Math.max(12, Math.min(20, radius * sight.k * 0.16));
    to.font = `600 ${size}px ${look.font}`;
    const [cx, top] = [x * sight.k + sight.x, (y - radius) * sight.k + sight.y - 6];
    const half = to.measureText(known.title).width / 2 + 4;
    if (!room.take({ left: cx - half, right: cx + half, top: top - size, bottom: top + 4 })) continue;
    halo(to, known.title, cx, top, look.colours.surface, known.colour);
  }
  to.globalAlpha = 1;
}

function drawNodes(to: CanvasRenderingContext2D, shown: Shown, sight: Sight, lit: ReadonlySet<number> | undefined): void {
  const { model, look, chosen, under } = shown;
  const faded = new Map<string, number[]>();
  const full = new Map<string, number[]>();
  look.fills.forEach((fill, number) => {
    const into = lit && !lit.has(number) ? faded : full;
    const those = into.get(fill);
    if (those) those.push(number);
    else into.set(fill, [number]);
  });
  to.globalAlpha = FADED;
  fill(to, shown, sight, faded);
  to.globalAlpha = 1;
  fill(to, shown, sight, full);
  if (sight.k > 0.35) rings(to, shown, sight, lit);
  for (const number of [chosen, under]) {
    if (number === undefined) continue;
    const [x, y] = shown.places[number]!;
    to.beginPath();
    to.arc(x * sight.k + sight.x, y * sight.k + sight.y, radiusAt(model.radii[number]!, sight.k) + 4, 0, TURN);
    to.lineWidth = 2;
    to.strokeStyle = look.colours.ink;
    to.stroke();
  }
}

function fill(to: CanvasRenderingContext2D, shown: Shown, sight: Sight, nodes: ReadonlyMap<string, readonly number[]>): void {
  to.lineWidth = sight.k > 0.3 ? 1.5 : 0.5;
  to.strokeStyle = shown.look.colours.surface;
  for (const [colour, numbers] of nodes) {
    to.fillStyle = colour;
    to.beginPath();
    for (const number of numbers) circle(to, shown, sight, number, 0);
    to.fill();
    to.stroke();
  }
}

/** Put a ring around what names people: red directly, amber indirectly. */
function rings(to: CanvasRenderingContext2D, shown: Shown, sight: Sight, lit: ReadonlySet<number> | undefined): void {
  const { colours } = shown.look;
  for (const [level, colour] of [["direct", colours.bad], ["indirect", colours.warn]] as const) {
    to.beginPath();
    shown.model.nodes.forEach((node, number) => {
      if (node.sensitivity === level && (!lit || lit.has(number))) circle(to, shown, sight, number, 2.2);
    });
    to.lineWidth = 1.4;
    to.strokeStyle = colour;
    to.stroke();
  }
}

function circle(to: CanvasRenderingContext2D, { model, places }: Shown, sight: Sight, number: number, more: number): void {
  const [x, y] = [places[number]![0] * sight.k + sight.x, places[number]![1] * sight.k + sight.y];
  const radius = radiusAt(model.radii[number]!, sight.k) + more;
  if (x < -radius || y < -radius || x > sight.width + radius || y > sight.height + radius) return;
  to.moveTo(x + radius, y);
  to.arc(x, y, radius, 0, TURN);
}

function drawNames(to: CanvasRenderingContext2D, shown: Shown, sight: Sight, lit: ReadonlySet<number> | undefined, room: Room): void {
  const { model, look, chosen, under } = shown;
  const first = [under, chosen].filter((number) => number !== undefined);
  const others = lit ? model.byWeight.filter((number) => lit.has(number)) : sight.k >= NAMES_FROM ? model.byWeight : model.byWeight.slice(0, 12);
  to.textAlign = "center";
  to.textBaseline = "top";
  let count = 0;
  for (const number of new Set([...first, ...others])) {
    if (count >= MOST_NAMES) return;
    const isFirst = first.includes(number);
    const [x, y] = [shown.places[number]![0] * sight.k + sight.x, shown.places[number]![1] * sight.k + sight.y];
    if (x < 0 || y < 0 || x > sight.width || y > sight.height) continue;
    to.font = `${isFirst ? "600 13px" : "11px"} ${look.font}`;
    const text = isFirst ? model.nodes[number]!.name : shortName(model.nodes[number]!);
    const half = widthOf(to, text) / 2 + 3;
    const top = y + radiusAt(model.radii[number]!, sight.k) + 3;
    if (!room.take({ left: x - half, right: x + half, top, bottom: top + 14 }, isFirst)) continue;
    halo(to, text, x, top, look.colours.surface, isFirst ? look.colours.ink : look.colours.ink2);
    count += 1;
  }
}

const widths = new Map<string, number>();

/** Return how wide a text is in the font that is set; texts are measured once. */
function widthOf(to: CanvasRenderingContext2D, text: string): number {
  const key = `${to.font} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  const width = to.measureText(text).width;
  widths.set(key, width);
  return width;
}

function halo(to: CanvasRenderingContext2D, text: string, x: number, y: number, around: string, colour: string): void {
  to.lineWidth = 3;
  to.lineJoin = "round";
  to.strokeStyle = around;
  to.strokeText(text, x, y);
  to.fillStyle = colour;
  to.fillText(text, x, y);
}
