import { beforeEach, describe, expect, it } from "vitest";
import type { Graph, GraphEdge, GraphNode } from "@/api/graph";
import { colouringOf } from "@/pages/graph/colours";
import { LIGHT } from "@/look/palette";
import { Room } from "@/pages/graph/labels";
import { placed } from "@/pages/graph/layout";
import { modelOf } from "@/pages/graph/model";
import { marked } from "@/pages/graph/places";

const node = (source: string, name: string): GraphNode => ({
  key: [source, name], name: `${source}/${name}`, address: `${source}/${name}`, source, kind: "table", group: "metadata", domain: "",
  sensitivity: "none", columns: 1, rows: null, description: null,
});
const edge = (kind: GraphEdge["kind"], source: string, target: string): GraphEdge => ({
  kind, source, target, columns: [], target_columns: [], confidence: null, match_rate: null, is_declared: false, is_across: false,
});
const nodes = ["crm", "erp", "shop"].flatMap((source) => Array.from({ length: 40 }, (_, n) => node(source, `t${n}`)));
const edges = [edge("reference", "crm/t1", "crm/t0"), edge("reference", "crm/t2", "erp/t0"), edge("lineage", "erp/t0", "shop/t0")];
const graph: Graph = { nodes, edges, total: nodes.length, is_cut: false, facets: { sources: [], domains: [], sensitivities: [] } };

describe("the graph that is drawn", () => {
  it("has the neighbours of the edges that are shown alone", () => {
    const model = modelOf(graph, "reference");
    expect(model.lines).toHaveLength(2);
    expect([...model.neighbours[model.numbers.get("erp/t0")!]!]).toEqual([model.numbers.get("crm/t2")]);
    expect(modelOf(graph, "all").byWeight[0]).toBe(model.numbers.get("erp/t0"));
  });

  it("has the tables of each source on an island of their own", () => {
    const { islands, radii, lines } = modelOf(graph, "all");
    const places = placed({ islands, radii, lines: lines.map((line) => [line.from, line.to] as const), known: nodes.map(() => null) });
    const middle = (name: string, axis: 0 | 1) => {
      const those = places.filter((_, number) => islands[number] === name);
      return those.reduce((sum, place) => sum + place[axis], 0) / those.length;
    };
    places.forEach(([x, y], number) => {
      const away = (name: string) => Math.hypot(x - middle(name, 0), y - middle(name, 1));
      const nearest = ["crm", "erp", "shop"].sort((a, b) => away(a) - away(b))[0];
      expect(nearest).toBe(islands[number]);
    });
  });

  it("keeps places that are known and is the same each time", () => {
    const { islands, radii } = modelOf(graph, "all");
    const known = nodes.map((_, number) => (number ? null : ([-500, 321] as const)));
    const [first, second] = [placed({ islands, radii, lines: [], known }), placed({ islands, radii, lines: [], known })];
    expect(first[0]).toEqual([-500, 321]);
    expect(second).toEqual(first);
  });

  it("writes a name only where no other stands", () => {
    const room = new Room();
    expect(room.take({ left: 0, top: 0, right: 90, bottom: 14 })).toBe(true);
    expect(room.take({ left: 80, top: 10, right: 160, bottom: 24 })).toBe(false);
    expect(room.take({ left: 80, top: 10, right: 160, bottom: 24 }, true)).toBe(true);
    expect(room.take({ left: 0, top: 20, right: 79, bottom: 34 })).toBe(true);
  });

  it("gives each source a colour and what has none a quiet one", () => {
    const { of, legend } = colouringOf(nodes, "source", LIGHT, "light");
    expect(legend.map(([value]) => value)).toEqual(["crm", "erp", "shop"]);
    expect(new Set(legend.map(([, colour]) => colour)).size).toBe(3);
    expect(of({ ...nodes[0]!, source: "" })).toBe(LIGHT.ink3);
  });
});

describe("places that are remembered", () => {
  beforeEach(() => localStorage.clear());

  it("do not tell the names of tables, and tell them apart", () => {
    const marks = nodes.map((one) => marked(one.address));
    expect(new Set(marks).size).toBe(nodes.length);
    expect(marks.some((mark) => mark.includes("crm"))).toBe(false);
    expect(marked("客户/订单")).not.toBe(marked("客户/订货"));
  });
});
