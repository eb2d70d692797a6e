// Which names are written: the weightiest first, each only where no other stands.

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const CELL = 64;

/** Keeps what is taken of a picture, and takes more where there is room. */
export class Room {
  private readonly cells = new Map<string, Box[]>();

  /** Take a box and return true, or return false where another stands; `force` takes it anyway. */
  take(box: Box, force = false): boolean {
    const cells = [...cellsOf(box)];
    if (!force && cells.some((cell) => this.cells.get(cell)?.some((taken) => touch(taken, box)))) return false;
    for (const cell of cells) {
      const boxes = this.cells.get(cell);
      if (boxes) boxes.push(box);
      else this.cells.set(cell, [box]);
    }
    return true;
  }
}

function* cellsOf(box: Box): Generator<string> {
  for (let x = Math.floor(box.left / CELL); x <= Math.floor(box.right / CELL); x += 1) {
    for (let y = Math.floor(box.top / CELL); y <= Math.floor(box.bottom / CELL); y += 1) yield `${x} ${y}`;
  }
}

const touch = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
