import { describe, expect, it } from "vitest";
import { codesOf, differences, textOf } from "@/pages/code-set/codes";
import { counted, diffLines } from "@/parts/diff-lines";

const DIFF = ["--- before", "+++ after", "@@ -1,3 +1,3 @@", " <step>", "-  <type>Integer</type>", "+  <type>Number</type>", "@@ -40 +40,2 @@", " </step>", "+<!-- -->"].join("\n");
const code = (value: string, zh: string, en = zh) => ({ value, title: { zh, en } });

describe("a unified diff", () => {
  it("is shown by lines with their places before and after", () => {
    expect(diffLines(DIFF)).toEqual([
      { kind: "same", text: "<step>", old: 1, now: 1 },
      { kind: "del", text: "  <type>Integer</type>", old: 2 },
      { kind: "add", text: "  <type>Number</type>", now: 2 },
      { kind: "hunk", text: "" },
      { kind: "same", text: "</step>", old: 40, now: 40 },
      { kind: "add", text: "<!-- -->", now: 41 },
    ]);
    expect(counted(diffLines(DIFF))).toEqual({ added: 2, gone: 1 });
  });

  it("of a new file has all of it", () => {
    expect(diffLines("--- before\n+++ after\n@@ -0,0 +1,2 @@\n+a\n+b").map((line) => line.now)).toEqual([1, 2]);
  });

  it("of nothing has no lines", () => {
    expect(diffLines("")).toEqual([]);
  });
});

describe("the codes of a set", () => {
  it("come back from the lines that they are written as", () => {
    const codes = [code("1", "男性", "male"), code("a,b", '"x"', " y")];
    expect(codesOf(textOf(codes))).toEqual({ codes, faults: [] });
  });

  it("are read from a file with a head, a mark of its encoding and lines that say less", () => {
    expect(codesOf("\uFEFFcode,title_zh,title_en\r\n01,北京\r\n\r\n02\r\n").codes).toEqual([code("01", "北京"), code("02", "02")]);
  });

  it("are read from the JSON that the command line prints", () => {
    expect(codesOf(JSON.stringify({ name: "sex", codes: [code("1", "男性", "male")] })).codes).toEqual([code("1", "男性", "male")]);
    expect(codesOf("{nothing").faults).toEqual([{ line: 1, kind: "json" }]);
    expect(codesOf("[null]").faults).toEqual([{ line: 1, kind: "json" }]);
  });

  it("that cannot be are told by line", () => {
    expect(codesOf('1,一\n,二\n1,again\n"3,三').faults).toEqual([
      { line: 2, kind: "empty" },
      { line: 3, kind: "twice" },
      { line: 4, kind: "quote" },
    ]);
  });

  it("differ by what is new, gone and renamed", () => {
    const found = differences([code("1", "一"), code("2", "二"), code("3", "三")], [code("1", "一"), code("2", "贰"), code("4", "四")]);
    expect(found.added.map((one) => one.value)).toEqual(["4"]);
    expect(found.gone.map((one) => one.value)).toEqual(["3"]);
    expect(found.changed.map((one) => [one.before.title.zh, one.after.title.zh])).toEqual([["二", "贰"]]);
  });
});
