import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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
const SAME = new Set(["shell.toLanguage", "menu.dagster", "people.sources.ldap", "people.sources.github", "run.attempt", "standards.forms.json-schema"]);

function sources(): string {
  const folder = join(import.meta.dirname, "../src");
  return readdirSync(folder, { recursive: true, encoding: "utf-8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes("texts/") && !name.includes("schema"))
    .map((name) => readFileSync(join(folder, name), "utf-8"))
    .join("\n");
}

// Looked up by a value of the server, never by name.
const BY_VALUE = /^(codeSets\.faults|kettlePlan\.(states|marks)|role|roleMeans|health|freshness|outcome|runStatus|stepStatus|launcher|partitionStatus|run\.levels|account\.scope|people\.sources|audit\.results|data\.shown|metrics\.(fields|words)|registers\.(fields|partitions|does|doesHint|operationKinds)|documents\.reasons|sensitivity|standards\.(states|forms|ruleNames|broken)|tags\.(by|kinds)|glossary\.state|usage\.(totals|kinds|parts)|rights\.(action|effect)|graph\.(kinds|families|edgesShown|lines)|joins\.(groups|cardinalities))\./;

describe("the texts", () => {
  it("are all used", () => {
    const code = sources();
    const unused = leaves(zh).map((leaf) => leaf.path).filter((path) => !BY_VALUE.test(path) && !new RegExp(`\\.${path.split(".").at(-1)}\\b`).test(code));
    expect(unused).toEqual([]);
  });

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
