// A unified diff as lines to show: what each is, and where it stands before and after.

export interface DiffLine {
  kind: "add" | "del" | "same" | "hunk";
  text: string;
  old?: number;
  now?: number;
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** Return the lines of a unified diff without the names of its files; none for nothing. */
export function diffLines(diff: string): DiffLine[] {
  const lines: DiffLine[] = [];
  let old = 0;
  let now = 0;
  for (const line of diff.split("\n")) {
    const hunk = HUNK.exec(line);
    if (hunk) {
      old = Number(hunk[1]);
      now = Number(hunk[3]);
      if (lines.length) lines.push({ kind: "hunk", text: "" });
    } else if (!old && !now) continue;
    else if (line.startsWith("+")) lines.push({ kind: "add", text: line.slice(1), now: now++ });
    else if (line.startsWith("-")) lines.push({ kind: "del", text: line.slice(1), old: old++ });
    else if (line.startsWith(" ")) lines.push({ kind: "same", text: line.slice(1), old: old++, now: now++ });
  }
  return lines;
}

/** Return how many lines came and went. */
export function counted(lines: readonly DiffLine[]): { added: number; gone: number } {
  const of = (kind: DiffLine["kind"]) => lines.filter((line) => line.kind === kind).length;
  return { added: of("add"), gone: of("del") };
}
