// What is reckoned and compared of ways to join tables.

import type { GraphNode } from "@/api/graph";
import type { JoinStep, JoinWay } from "@/api/joins";

export type Tables = ReadonlyMap<string, GraphNode>;

export const tablesOf = (nodes: readonly GraphNode[]): Tables => new Map(nodes.map((node) => [node.address, node]));

/** Return the last part of a table's name, which tells it apart beside its columns. */
export const shortName = (tables: Tables, address: string): string => (tables.get(address)?.name ?? address).split("/").at(-1)!;

/** Return about how many rows on the right belong to one on the left; null where rows were not counted. */
export function timesOf(step: JoinStep, tables: Tables): number | null {
  if (step.cardinality !== "1:N") return 1;
  const [left, right] = [tables.get(step.left)?.rows, tables.get(step.right)?.rows];
  return left && right ? (right * step.match_rate) / left : null;
}

/** Return about how many rows come out: those of the first table, times what joins repeat them. */
export function rowsOf(way: JoinWay, tables: Tables): number | null {
  let rows = tables.get(way.steps[0]?.left ?? "")?.rows ?? null;
  for (const step of way.steps) {
    const times = timesOf(step, tables);
    rows = rows === null || times === null ? null : rows * Math.max(times, 1);
  }
  return rows === null ? null : Math.round(rows);
}

/** Return the condition of a join, as `orders.customer_id = customer.id`. */
export function conditionOf(step: JoinStep, tables: Tables): string {
  const [left, right] = [shortName(tables, step.left), shortName(tables, step.right)];
  return step.left_columns.map((column, at) => `${left}.${column} = ${right}.${step.right_columns[at]}`).join(" AND ");
}

/** What tells a way apart from the others: the tables between, and the conditions where these are the same. */
export interface Own {
  through: string[];
  conditions: string[];
}

/** Return of each way what not all of them have. */
export function differing(ways: readonly JoinWay[], tables: Tables, asked: readonly string[]): Own[] {
  const between = ways.map((way) => way.steps.map((step) => step.right).filter((address) => !asked.includes(address)).map((address) => shortName(tables, address)));
  const told = ways.map((way) => way.steps.map((step) => conditionOf(step, tables)));
  const same = (one: readonly string[], other: readonly string[]) => one.length === other.length && one.every((name) => other.includes(name));
  return between.map((through, at) => {
    const alike = told.filter((_, other) => same(between[other]!, through));
    return { through, conditions: told[at]!.filter((one) => !alike.every((others) => others.includes(one))) };
  });
}

export type Token = { kind: "word" | "text" | "rest"; text: string };

const WORD = /^(SELECT|FROM|INNER|LEFT|JOIN|ON|AND|AS)$/;

/** Return SQL in pieces, by which its words are told from its names. */
export function tokensOf(sql: string): Token[] {
  return sql.split(/("[^"]*"|`[^`]*`|\[[^\]]*\]|\b[A-Z]+\b)/).filter(Boolean).map((text) => ({
    kind: WORD.test(text) ? "word" : /^["`[]/.test(text) ? "text" : "rest",
    text,
  }));
}

/** Return a share of rows; one that is not whole never reads as if it were. */
export const notRounded = (share: number): number => (share < 1 && share > 0.999 ? 0.999 : share);
