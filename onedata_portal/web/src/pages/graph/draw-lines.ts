// Draws edges: references as straight lines, lineage bent, each kind in one stroke.

import type { Palette } from "@/look/palette";
import type { Line } from "@/pages/graph/model";
import { radiusAt, TURN, type Shown, type Sight } from "@/pages/graph/sight";

const FEW = 120;

interface Stroke {
  colour: string;
  alpha: number;
  width: number;
  dash: readonly number[];
  takes: (line: Line) => boolean;
}

function strokesOf(colours: Palette): readonly Stroke[] {
  const isReference = (line: Line) => line.edge.kind === "reference";
  const isSure = (line: Line) => line.edge.is_declared || (line.edge.confidence ?? 0) >= 0.8;
  return [
    { colour: colours.ink3, alpha: 0.42, width: 1, dash: [], takes: (line) => isReference(line) && !line.edge.is_across && isSure(line) },
    { colour: colours.ink3, alpha: 0.36, width: 1, dash: [4, 4], takes: (line) => isReference(line) && !line.edge.is_across && !isSure(line) },
    { colour: colours.accent, alpha: 0.62, width: 1.3, dash: [], takes: (line) => isReference(line) && line.edge.is_across },
    { colour: colours.good, alpha: 0.6, width: 1.3, dash: [], takes: (line) => !isReference(line) },
  ];
}

/** Draw the edges, those of the node that is chosen or pointed at with arrows. */
export function drawLines(to: CanvasRenderingContext2D, shown: Shown, sight: Sight, lit: ReadonlySet<number> | undefined): void {
  const centre = shown.under ?? shown.chosen;
  for (const stroke of strokesOf(shown.look.colours)) {
    const lines = shown.model.lines.filter(stroke.takes);
    to.strokeStyle = to.fillStyle = stroke.colour;
    to.lineWidth = stroke.width;
    to.setLineDash([...stroke.dash]);
    // Many lines are paler, so that they do not hide what they join.
    const alpha = stroke.alpha * Math.max(0.35, Math.min(1, Math.sqrt(FEW / (lines.length + 1))));
    to.globalAlpha = lit ? alpha * 0.25 : alpha;
    to.beginPath();
    for (const line of lines) trace(to, shown, sight, line);
    to.stroke();
    if (centre === undefined) continue;
    const near = lines.filter((line) => line.from === centre || line.to === centre);
    to.globalAlpha = 1;
    to.lineWidth = 1.8;
    to.beginPath();
    for (const line of near) trace(to, shown, sight, line);
    to.stroke();
    to.setLineDash([]);
    for (const line of near) arrow(to, shown, sight, line);
  }
  to.setLineDash([]);
  to.globalAlpha = 1;
}

interface Ends {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  /** The point to which lineage bends; a reference is straight. */
  bx: number;
  by: number;
}

function endsOf({ places }: Shown, sight: Sight, line: Line): Ends {
  const [from, to] = [places[line.from]!, places[line.to]!];
  const [x1, y1] = [from[0] * sight.k + sight.x, from[1] * sight.k + sight.y];
  const [x2, y2] = [to[0] * sight.k + sight.x, to[1] * sight.k + sight.y];
  const bend = line.edge.kind === "lineage" ? 0.14 : 0;
  return { x1, y1, x2, y2, bx: (x1 + x2) / 2 + (y2 - y1) * bend, by: (y1 + y2) / 2 - (x2 - x1) * bend };
}

function trace(to: CanvasRenderingContext2D, shown: Shown, sight: Sight, line: Line): void {
  const { x1, y1, x2, y2, bx, by } = endsOf(shown, sight, line);
  if (Math.max(x1, x2) < 0 || Math.min(x1, x2) > sight.width || Math.max(y1, y2) < 0 || Math.min(y1, y2) > sight.height) return;
  to.moveTo(x1, y1);
  if (line.from === line.to) {
    const size = radiusAt(shown.model.radii[line.from]!, sight.k) + 5;
    to.moveTo(x1 + size, y1 - size);
    to.arc(x1, y1 - size, size, 0, TURN);
  } else if (line.edge.kind === "lineage") to.quadraticCurveTo(bx, by, x2, y2);
  else to.lineTo(x2, y2);
}

function arrow(to: CanvasRenderingContext2D, shown: Shown, sight: Sight, line: Line): void {
  if (line.from === line.to) return;
  const { x2, y2, bx, by } = endsOf(shown, sight, line);
  const angle = Math.atan2(y2 - by, x2 - bx);
  const away = radiusAt(shown.model.radii[line.to]!, sight.k) + 2;
  const [x, y] = [x2 - Math.cos(angle) * away, y2 - Math.sin(angle) * away];
  to.beginPath();
  to.moveTo(x, y);
  to.lineTo(x - 9 * Math.cos(angle - 0.42), y - 9 * Math.sin(angle - 0.42));
  to.lineTo(x - 9 * Math.cos(angle + 0.42), y - 9 * Math.sin(angle + 0.42));
  to.fill();
}
