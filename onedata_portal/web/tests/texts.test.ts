import { describe, expect, it } from "vitest";
import { en } from "@/texts/en";
import { zh } from "@/texts/zh";

type Leaf = { path: string; value: unknown };

function leaves(node: unknown, path = ""): Leaf[] {
  if (typeof node === "object" && node !== null) {
    return Object.entries(node).flatMap(([key, value]) => leaves(value, path ? `${path}.${key}` : key));
  }
  return [{ path, value: node }];
}

const said = (value: unknown): string => (typeof value === "function" ? (value as (...given: string[]) => string)("7", "8", "9") : String(value));

const CHINESE = /\p{Script=Han}/u;
// Names, formats and the switch to the other language are the same in both.
const SAME = new Set(["shell.toLanguage", "menu.dagster", "people.sources.ldap", "people.sources.github", "run.attempt"]);

describe("the texts", () => {
  it("have the same keys in both languages", () => {
    expect(leaves(en).map((leaf) => leaf.path).sort()).toEqual(leaves(zh).map((leaf) => leaf.path).sort());
  });

  it("are nowhere empty", () => {
    for (const { path, value } of [...leaves(zh), ...leaves(en)]) expect(said(value).trim(), path).not.toBe("");
  });

  it("are English in English", () => {
    for (const { path, value } of leaves(en)) if (!SAME.has(path)) expect(said(value), path).not.toMatch(CHINESE);
  });

  it("are Chinese in Chinese", () => {
    for (const { path, value } of leaves(zh)) if (!SAME.has(path)) expect(said(value), path).toMatch(CHINESE);
  });

  it("use every value that they are given", () => {
    for (const { path, value } of [...leaves(zh), ...leaves(en)]) {
      if (typeof value === "function") expect(said(value), path).toMatch(/7/);
    }
  });
});
