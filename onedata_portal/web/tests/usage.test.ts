import { describe, expect, it } from "vitest";
import { formatDay, weekdays } from "@/format";
import { evidenceOf } from "@/pages/usage/evidence";

describe("the records behind a finding", () => {
  it("are those of the person from the first to the last, which is included", () => {
    const address = evidenceOf({ kind: "many_reads", actor: "o'neil & co", since: "2026-10-05T01:00:00.123456Z", until: "2026-10-05T02:00:00Z" });
    const asked = new URLSearchParams(address.split("?")[1]);
    expect(asked.get("actor")).toBe("o'neil & co");
    expect(asked.get("since")).toBe("2026-10-05T01:00:00.123456Z");
    expect(asked.get("action")).toBe("data.read");
    expect(asked.get("until")).toBe("2026-10-05T02:00:00.001Z");
  });
});

describe("a calendar", () => {
  it("has days that no zone moves", () => {
    expect(formatDay("2026-10-05", "en")).toBe("5 Oct");
    expect(formatDay("2026-10-05", "zh")).toBe("10月5日");
  });

  it("has weeks that begin on Monday", () => {
    expect(weekdays("en")).toEqual(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]);
    expect(weekdays("zh")[0]).toBe("周一");
  });
});
