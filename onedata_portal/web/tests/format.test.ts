import { describe, expect, it } from "vitest";
import { formatBytes, formatDuration, formatMoment, formatMomentWithZone, formatNumber, formatRelative, formatShare } from "@/format";

const NOW = new Date("2026-03-01T12:00:00Z");
const before = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);

describe("numbers", () => {
  it("have separators of thousands in both languages", () => {
    expect(formatNumber(1828374.5, "zh")).toBe("1,828,374.5");
    expect(formatNumber(1828374.5, "en")).toBe("1,828,374.5");
  });

  it("of bytes have the unit that keeps them below 1024", () => {
    expect(formatBytes(0, "en")).toBe("0 B");
    expect(formatBytes(1536, "en")).toBe("1.5 KiB");
    expect(formatBytes(3 * 1024 ** 4, "zh")).toBe("3 TiB");
  });

  it("of shares are percentages", () => {
    expect(formatShare(0.1234, "en")).toBe("12.3%");
  });
});

describe("lengths of time", () => {
  it.each([
    [0.0423, "42 ms", "42 毫秒"],
    [5.04, "5 s", "5 秒"],
    [60, "1 min", "1 分"],
    [79, "1 min 19 s", "1 分 19 秒"],
    [3599.7, "1 h", "1 小时"],
    [7260, "2 h 1 min", "2 小时 1 分"],
    [90000, "1 d 1 h", "1 天 1 小时"],
  ])("%d s are written by their two largest units", (seconds, en, zh) => {
    expect(formatDuration(seconds, "en")).toBe(en);
    expect(formatDuration(seconds, "zh")).toBe(zh);
  });
});

describe("moments", () => {
  it.each([
    [10, "now", "现在"],
    [180, "3 minutes ago", "3分钟前"],
    [7200, "2 hours ago", "2小时前"],
    [86400, "yesterday", "昨天"],
    [-3600, "in 1 hour", "1小时后"],
  ])("%d s ago are said relative to now", (seconds, en, zh) => {
    expect(formatRelative(before(seconds), NOW, "en")).toBe(en);
    expect(formatRelative(before(seconds), NOW, "zh")).toBe(zh);
  });

  it("stand in the zone of the reader", () => {
    expect(formatMoment(NOW, "zh", "Asia/Shanghai")).toBe("2026/03/01 20:00:00");
    expect(formatMoment(NOW, "en", "Europe/Berlin")).toBe("01/03/2026, 13:00:00");
  });

  it("name that zone where they are exact", () => {
    expect(formatMomentWithZone(NOW, "en", "Asia/Shanghai")).toContain("GMT+8");
  });

  it("never write midnight as 24 o'clock", () => {
    expect(formatMoment(new Date("2026-03-01T16:00:00Z"), "zh", "Asia/Shanghai")).toBe("2026/03/02 00:00:00");
  });
});
