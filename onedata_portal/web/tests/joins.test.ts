import { describe, expect, it } from "vitest";
import type { GraphEdge, GraphNode } from "@/api/graph";
import type { JoinStep, JoinWay } from "@/api/joins";
import { distances, grouped } from "@/pages/joins/reach";
import { differing, notRounded, rowsOf, tablesOf, timesOf, tokensOf } from "@/pages/joins/ways";

const node = (address: string, rows: number | null = null): GraphNode => ({
  key: address.split("/"), name: address, address, source: "shop", kind: "table", group: "metadata", domain: "",
  sensitivity: "none", columns: 1, rows, description: null,
});
const edge = (source: string, target: string, kind: GraphEdge["kind"] = "reference"): GraphEdge => ({
  kind, source, target, columns: [], target_columns: [], confidence: null, match_rate: null, is_declared: false, is_across: false,
});
const step = (left: string, on: string, right: string, more: Partial<JoinStep> = {}): JoinStep => ({
  left, left_alias: "t1", left_columns: [on], right, right_alias: "t2", right_columns: ["id"], kind: "inner", cardinality: "N:1", is_forth: true,
  confidence: 1, match_rate: 1, is_declared: true, is_measured: true, is_optional: false, is_across: false, why: [], cautions: [], ...more,
});
const way = (mark: string, ...steps: JoinStep[]): JoinWay => ({ mark, steps, cautions: [], sql: "" });

const nodes = ["s/line", "s/order", "s/customer", "s/island"].map((name) => node(name));
const edges = [edge("s/line", "s/order"), edge("s/order", "s/customer"), edge("s/island", "s/line", "lineage"), edge("s/line", "s/line")];

describe("how far tables are from each other", () => {
  it("is counted in keys, whichever way these lead", () => {
    expect([...distances(edges, ["s/customer"])]).toEqual([["s/customer", 0], ["s/order", 1], ["s/line", 2]]);
    expect(distances(edges, ["s/line", "s/customer"]).get("s/order")).toBe(1);
  });

  it("never lead through rows that were refused", () => {
    const through = [edge("s/line__rejected", "s/line"), edge("s/line__rejected", "s/island")];
    expect([...distances(through, ["s/line"]).keys()]).toEqual(["s/line", "s/line__rejected"]);
    expect(distances(through, ["s/line__rejected"]).get("s/island")).toBe(1);
  });

  it("orders what may be chosen, the easiest first", () => {
    const told = (chosen: string[]) => grouped(nodes, edges, chosen).map(([nearness, those]) => [nearness, those.map((one) => one.address)]);
    expect(told(["s/customer"])).toEqual([["near", ["s/order"]], ["reach", ["s/line"]], ["chosen", ["s/customer"]], ["apart", ["s/island"]]]);
    expect(told([])).toEqual([["keyed", ["s/line", "s/order", "s/customer"]], ["apart", ["s/island"]]]);
  });
});

describe("the ways to join", () => {
  const tables = tablesOf([node("s/order", 900), node("s/line", 3000), node("s/visit", 450), node("s/customer", 90), node("s/new")]);
  const lines = step("s/order", "id", "s/line", { cardinality: "1:N", kind: "left" });

  it("tell about how many rows come out", () => {
    expect(rowsOf(way("a", step("s/order", "customer_id", "s/customer")), tables)).toBe(900);
    expect(rowsOf(way("b", step("s/order", "customer_id", "s/customer"), lines), tables)).toBe(3000);
    expect(timesOf(lines, tables)).toBeCloseTo(3.33, 1);
    expect(timesOf({ ...lines, match_rate: 0.9 }, tables)).toBeCloseTo(3, 5);
  });

  it("never tell less rows than there were, since those without a partner stay", () => {
    expect(rowsOf(way("a", step("s/order", "id", "s/visit", { cardinality: "1:N" })), tables)).toBe(900);
  });

  it("tell no number where rows were not counted", () => {
    expect(rowsOf(way("a", step("s/new", "id", "s/line", { cardinality: "1:N" })), tables)).toBeNull();
    expect(rowsOf(way("a", step("s/order", "id", "s/new", { cardinality: "1:N" })), tables)).toBeNull();
  });

  it("are told apart by what those alike differ in alone", () => {
    const visit = step("s/visit", "order_id", "s/order");
    const told = differing([way("a", visit, step("s/order", "a", "s/customer")), way("b", visit, step("s/visit", "b", "s/customer"))], tables, ["s/visit", "s/order", "s/customer"]);
    expect(told.map(({ conditions }) => conditions)).toEqual([["order.a = customer.id"], ["visit.b = customer.id"]]);
  });

  it("are told apart by the tables between, and by columns where these are the same", () => {
    const direct = way("a", step("s/line", "customer_id", "s/customer"));
    const other = way("b", step("s/line", "payer_id", "s/customer"));
    const round = way("c", step("s/line", "order_id", "s/order"), step("s/order", "customer_id", "s/customer"));
    expect(differing([direct, other, round], tables, ["s/line", "s/customer"])).toEqual([
      { through: [], conditions: ["line.customer_id = customer.id"] },
      { through: [], conditions: ["line.payer_id = customer.id"] },
      { through: ["order"], conditions: [] },
    ]);
  });
});

it("a share that is not whole never reads as whole", () => {
  expect([notRounded(1), notRounded(0.9999), notRounded(0.98)]).toEqual([1, 0.999, 0.98]);
});

it("words of SQL are told from names that look like them", () => {
  const tokens = tokensOf('SELECT\n  *\nFROM "FROM" AS t1\nLEFT JOIN `ON` AS t2');
  expect(tokens.filter(({ kind }) => kind === "word").map(({ text }) => text)).toEqual(["SELECT", "FROM", "AS", "LEFT", "JOIN", "AS"]);
  expect(tokens.filter(({ kind }) => kind === "text").map(({ text }) => text)).toEqual(['"FROM"', "`ON`"]);
  expect(tokens.map(({ text }) => text).join("")).toBe('SELECT\n  *\nFROM "FROM" AS t1\nLEFT JOIN `ON` AS t2');
});
