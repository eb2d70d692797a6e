import { describe, expect, it } from "vitest";
import { auditQuery } from "@/pages/audit/query";
import { listQuery } from "@/parts/list-query";
import { changed, readState, viewQuery } from "@/table/state";

const read = (text: string) => readState(new URLSearchParams(text), ["group", "health"]);

describe("the state of a table", () => {
  it("is read from the address", () => {
    expect(read("q=dwd&group=a&group=b&sort=-name&page=3&size=100")).toEqual({
      search: "dwd",
      filters: { group: ["a", "b"] },
      sort: "-name",
      page: 3,
      size: 100,
    });
  });

  it("ignores what makes no sense", () => {
    expect(read("page=-2&size=7&other=1&group=")).toEqual({ search: "", filters: {}, sort: "", page: 1, size: 50 });
    expect(read("page=x").page).toBe(1);
  });

  it("goes back to the first page when a filter changes", () => {
    const next = changed(new URLSearchParams("page=4&q=a"), { filters: { group: ["a"] } });
    expect(next.toString()).toBe("q=a&group=a");
  });

  it("keeps the filters when the page changes", () => {
    expect(changed(new URLSearchParams("q=a&group=b"), { page: 2 }).toString()).toBe("q=a&group=b&page=2");
  });

  it("is saved as a view without its page", () => {
    expect(viewQuery(new URLSearchParams("q=a&page=3&size=100&group=b"))).toBe("q=a&group=b");
  });

  it("becomes the question to the server", () => {
    expect(listQuery(read("q=a&health=degraded&page=3&size=20&sort=name"))).toEqual({
      search: "a",
      sort: "name",
      offset: 40,
      limit: 20,
      health: ["degraded"],
    });
  });

  it("of the audit log asks for no order", () => {
    expect(auditQuery(read("sort=name"))).not.toHaveProperty("sort");
  });
});
