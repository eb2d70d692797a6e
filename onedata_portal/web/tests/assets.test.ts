import { describe, expect, it } from "vitest";
import type { AssetEvent, ColumnGraph, Partitions } from "@/api/dagster";
import { tables } from "@/pages/asset/column-tables";
import { placed } from "@/pages/asset/layout";
import { wanted } from "@/pages/asset/materialize";
import { numbersOf } from "@/pages/asset/numbers";
import { keysBetween, keysToDo, rangesWithSizes } from "@/pages/asset/partitions";
import { keyOf } from "@/pages/assets/materialize-chosen";
import { webAddress } from "@/parts/facts";

const KEYS = ["d5", "d4", "d3", "d2", "d1"];
const PARTITIONS: Partitions = {
  kind: "time_window",
  description: "",
  dimensions: ["default"],
  counts: { total: 5, materialized: 2, failed: 1, materializing: 0 },
  keys: KEYS,
  ranges: [
    { first: "d1", last: "d2", status: "materialized", dimension: null },
    { first: "d3", last: "d3", status: "failed", dimension: null },
    { first: "d4", last: "d5", status: "missing", dimension: null },
  ],
};
const choice = { keys: [], from: "", to: "" };

describe("partitions", () => {
  it("between two are taken in the order of time, whichever is named first", () => {
    expect(keysBetween(KEYS, "d2", "d4")).toEqual(["d2", "d3", "d4"]);
    expect(keysBetween(KEYS, "d4", "d2")).toEqual(["d2", "d3", "d4"]);
  });

  it("that are not known are none", () => {
    expect(keysBetween(KEYS, "d2", "x")).toEqual([]);
  });

  it("to do are those that are missing or failed", () => {
    expect(keysToDo(PARTITIONS)).toEqual(["d3", "d4", "d5"]);
  });

  it("count in their ranges", () => {
    expect(rangesWithSizes(PARTITIONS).map((range) => range.size)).toEqual([2, 1, 2]);
  });

  it("are asked for as they were chosen", () => {
    expect(wanted(PARTITIONS, { ...choice, way: "latest" })).toEqual({ partitions: ["d5"] });
    expect(wanted(PARTITIONS, { ...choice, way: "all" })).toEqual({ all_partitions: true });
    expect(wanted(PARTITIONS, { ...choice, way: "range", from: "d1", to: "d2" })).toEqual({ partitions: ["d1", "d2"] });
  });

  it("are not asked for while none is chosen", () => {
    expect(wanted(PARTITIONS, { ...choice, way: "chosen" })).toBeNull();
  });

  it("of an asset without any are not mentioned", () => {
    expect(wanted(null, { ...choice, way: "latest" })).toEqual({});
  });
});

const event = (at: string, rows: number, kind = "materialization"): AssetEvent => ({
  kind,
  at,
  run_id: null,
  step: null,
  partition: null,
  description: null,
  tags: {},
  metadata: [
    { label: "version", kind: "int", description: null, value: 1 },
    { label: "dagster/row_count", kind: "int", description: null, value: rows },
    { label: "path", kind: "path", description: null, value: "/lake" },
  ],
});

describe("the numbers of events", () => {
  it("are series, oldest first, rows before others", () => {
    const [first, second, ...rest] = numbersOf([event("2026-01-02T00:00:00Z", 9), event("2026-01-01T00:00:00Z", 8)]);
    expect(first?.label).toBe("dagster/row_count");
    expect(first?.points.map((point) => point.value)).toEqual([8, 9]);
    expect(second?.label).toBe("version");
    expect(rest).toEqual([]);
  });

  it("are no series with one value, and failures have none", () => {
    expect(numbersOf([event("2026-01-02T00:00:00Z", 9), event("2026-01-01T00:00:00Z", 8, "failure")])).toEqual([]);
  });
});

const ref = (address: string) => ({ address, key: address.split("/"), name: address });

describe("lineage", () => {
  it("stands from left to right", () => {
    const boxes = ["a", "b", "c"].map((id) => ({ id, width: 100, height: 40 }));
    const places = placed(boxes, [{ source: "a", target: "b" }, { source: "b", target: "c" }]);
    const x = boxes.map((box) => places.get(box.id)?.x ?? 0);
    expect(x[0]).toBeLessThan(x[1]!);
    expect(x[1]).toBeLessThan(x[2]!);
  });

  it("of columns gathers them by their tables", () => {
    const graph: ColumnGraph = {
      is_cut: false,
      edges: [
        { source: { asset: ref("a/b"), column: "x" }, target: { asset: ref("c/d"), column: "z" } },
        { source: { asset: ref("a/b"), column: "y" }, target: { asset: ref("c/d"), column: "z" } },
      ],
    };
    expect(tables(graph).map((table) => [table.asset.address, table.columns])).toEqual([["a/b", ["x", "y"]], ["c/d", ["z"]]]);
  });
});

describe("facts and keys", () => {
  it("become links only if they are addresses of the web", () => {
    expect(webAddress("https://example.com/x")).toBe("https://example.com/x");
    expect(webAddress("javascript:alert(1)")).toBeNull();
    expect(webAddress(" data:text/html,x")).toBeNull();
  });

  it("of an address are its parts, unescaped", () => {
    expect(keyOf("a/b%2Fc/%6Cineage")).toEqual(["a", "b/c", "lineage"]);
  });
});
