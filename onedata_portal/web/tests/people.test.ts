import { describe, expect, it } from "vitest";
import { address, filled } from "@/api/client";
import { browserOf } from "@/pages/account/agent";
import { differences } from "@/pages/people/person-form";
import { withoutEmpty } from "@/pages/project/settings";
import { insideOnly, isDagsters } from "@/pages/signin/next";

describe("after sign-in a person goes", () => {
  it.each(["/", "/assets/dwd/x?tab=lineage", "/runs"])("to %s, which is a page here", (next) => {
    expect(insideOnly(next)).toBe(next);
  });

  it.each([null, "", "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", "javascript:alert(1)", "/\n/evil", "/signin?next=/"])(
    "home instead of to %j",
    (next) => {
      expect(insideOnly(next)).toBe("/");
    },
  );
});

describe("Dagster's pages", () => {
  it.each(["/dagster", "/dagster/", "/dagster/runs?view=all", "/dagster?x=1"])("are not pages of this app: %s", (path) => {
    expect(isDagsters(path)).toBe(true);
  });

  it.each(["/", "/dagsters", "/assets/dagster"])("do not include %s", (path) => {
    expect(isDagsters(path)).toBe(false);
  });
});

describe("addresses", () => {
  it("stand below the base of the pages", () => {
    const base = document.createElement("base");
    base.href = "/data/";
    document.head.append(base);
    expect(new URL(address("api/assets", { search: "a b", group: ["x", "y"], project: "" })).pathname).toBe("/data/api/assets");
    base.remove();
  });

  it("leave out what is empty and repeat lists", () => {
    expect(new URL(address("api/assets", { q: "", n: 0, none: null, group: ["x", "y"] })).search).toBe("?n=0&group=x&group=y");
  });

  it("keep the slashes of keys and escape the rest", () => {
    expect(filled("api/assets/{address:path}/checks", { address: "a b/c?d" })).toBe("api/assets/a%20b/c%3Fd/checks");
  });
});

describe("a change of a person", () => {
  const person = { name: "lin", display_name: "Lin", email: null, organisation: "x", is_admin: false };
  const fields = { name: "lin", display_name: "Lin", email: "", organisation: "x", is_admin: false };

  it("sends nothing that is the same", () => {
    expect(differences(person, fields)).toEqual({});
  });

  it("sends what is different, and a new name as such", () => {
    expect(differences(person, { ...fields, name: "lin2", is_admin: true, password: "secret" })).toEqual({ new_name: "lin2", is_admin: true, password: "secret" });
  });
});

describe("settings of a project", () => {
  it("are sent without what is empty, at every depth", () => {
    expect(withoutEmpty({ mounts: " a(pvc):/a ", cluster: "", quotas: { cpu: "4", member: { cpu: " " } } })).toEqual({ mounts: "a(pvc):/a", quotas: { cpu: "4" } });
  });
});

describe("a browser", () => {
  it.each([
    ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/130.0.0.0 Safari/537.36", "Chrome 130 · Linux"],
    ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0", "Edge 120 · Windows"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Mobile Safari/604", "Safari 17 · iOS"],
    ["curl/8.1", "curl/8.1"],
  ])("is named by %s", (agent, name) => {
    expect(browserOf(agent)).toBe(name);
  });
});
