// Codes as lines of CSV that a person edits or uploads, and what differs between two lists of them.

import type { Code } from "@/api/code-sets";

export interface Fault {
  line: number;
  kind: "empty" | "twice" | "quote" | "json";
}

export interface Differences {
  added: Code[];
  gone: Code[];
  changed: { before: Code; after: Code }[];
}

const HEADS = new Set(["code", "value", "代码", "编码"]);

const quoted = (cell: string): string => (/[",\n]/.test(cell) || cell !== cell.trim() ? `"${cell.replaceAll('"', '""')}"` : cell);

/** Return codes as lines `code,Chinese,English`. */
export function textOf(codes: readonly Code[]): string {
  return codes.map((code) => [code.value, code.title.zh, code.title.en].map(quoted).join(",")).join("\n");
}

/** Return the codes of lines, or of the JSON of a code set, and what is wrong with them. */
export function codesOf(text: string): { codes: Code[]; faults: Fault[] } {
  const plain = text.replace(/^\uFEFF/, "");
  if (/^\s*[[{]/.test(plain)) return fromJson(plain);
  const codes: Code[] = [];
  const faults: Fault[] = [];
  const seen = new Set<string>();
  plain.split(/\r?\n/).forEach((line, at) => {
    if (!line.trim()) return;
    const cells = cellsOf(line);
    if (!cells) return void faults.push({ line: at + 1, kind: "quote" });
    const [value = "", zh = "", en = ""] = cells;
    if (at === 0 && HEADS.has(value.toLowerCase())) return;
    if (!value) return void faults.push({ line: at + 1, kind: "empty" });
    if (seen.has(value)) return void faults.push({ line: at + 1, kind: "twice" });
    seen.add(value);
    codes.push({ value, title: { zh: zh || value, en: en || zh || value } });
  });
  return { codes, faults };
}

/** Return the cells of a line of CSV; null where a quotation mark is not closed. */
function cellsOf(line: string): string[] | null {
  const cells: string[] = [];
  let rest = line;
  for (;;) {
    const inQuotes = /^\s*"((?:[^"]|"")*)"\s*(,|$)/.exec(rest);
    if (!inQuotes && /^\s*"/.test(rest)) return null;
    const found = inQuotes ?? /^([^,]*)(,|$)/.exec(rest);
    if (!found) return cells;
    cells.push(inQuotes ? (found[1] ?? "").replaceAll('""', '"') : (found[1] ?? "").trim());
    rest = rest.slice(found[0].length);
    if (found[2] !== ",") return cells;
  }
}

function fromJson(text: string): { codes: Code[]; faults: Fault[] } {
  try {
    const told: unknown = JSON.parse(text);
    const list: unknown = Array.isArray(told) ? told : (told as { codes?: unknown }).codes;
    if (!Array.isArray(list)) throw new SyntaxError("no codes");
    return codesOf(textOf(list.map(codeOf)));
  } catch {
    return { codes: [], faults: [{ line: 1, kind: "json" }] };
  }
}

function codeOf(told: unknown): Code {
  if (typeof told === "string" || typeof told === "number") return { value: String(told), title: { zh: "", en: "" } };
  const { value, title } = told as Partial<Code>;
  return { value: String(value ?? ""), title: { zh: title?.zh ?? "", en: title?.en ?? "" } };
}

/** Return what a list of codes changes in another. */
export function differences(before: readonly Code[], after: readonly Code[]): Differences {
  const old = new Map(before.map((code) => [code.value, code]));
  const now = new Set(after.map((code) => code.value));
  const isRenamed = (one: Code, other: Code) => one.title.zh !== other.title.zh || one.title.en !== other.title.en;
  return {
    added: after.filter((code) => !old.has(code.value)),
    gone: before.filter((code) => !now.has(code.value)),
    changed: after.flatMap((code) => {
      const known = old.get(code.value);
      return known && isRenamed(known, code) ? [{ before: known, after: code }] : [];
    }),
  };
}
