// The history of a row marks what changed, and nothing where rows cannot be told apart.

import { expect, test } from "vitest";
import type { RowChange } from "@/api/tables";
import { changedColumns } from "@/pages/asset/changed";

const change = (columns: string[], ...rows: unknown[][]): RowChange => ({
  version: { version: 1, at: "2026-11-26T00:00:00Z", operation: "WRITE", rows: 1, run_id: null },
  columns,
  rows: rows as RowChange["rows"],
});

test("a value that is another than before is marked, as is a new column", () => {
  const before = change(["id", "city"], [1, "上海"]);
  const after = change(["id", "city", "note"], [1, "杭州", null]);
  expect([...changedColumns(after, before)]).toEqual(["city", "note"]);
});

test("the first version, several rows and rows that are gone have no marks", () => {
  const one = change(["id"], [1]);
  expect(changedColumns(one, undefined).size).toBe(0);
  expect(changedColumns(change(["id"], [1], [2]), one).size).toBe(0);
  expect(changedColumns(change(["id"]), one).size).toBe(0);
});
