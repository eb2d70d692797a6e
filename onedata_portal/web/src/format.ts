// Numbers, sizes, lengths of time and moments as a reader of a language and zone expects them.

export type Language = "zh" | "en";

const LOCALES: Record<Language, string> = { zh: "zh-CN", en: "en-GB" };
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;

/** Return a whole or decimal number with separators of thousands. */
export function formatNumber(value: number, language: Language, digits = 2): string {
  return new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: digits }).format(value);
}

/** Return a size in bytes with the unit that keeps it below 1024. */
export function formatBytes(bytes: number, language: Language): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${formatNumber(value, language, value >= 100 || unit === 0 ? 0 : 1)} ${units[unit]}`;
}

/** Return a length of time with its two largest units. */
export function formatDuration(seconds: number, language: Language): string {
  const [day, hour, minute, second] =
    language === "zh" ? [" 天", " 小时", " 分", " 秒"] : [" d", " h", " min", " s"];
  if (seconds < 1) return `${Math.round(seconds * 1000)} ${language === "zh" ? "毫秒" : "ms"}`;
  if (seconds < MINUTE) return `${formatNumber(seconds, language, 1)}${second}`;
  const whole = Math.round(seconds);
  if (whole < HOUR) return joined(Math.floor(whole / MINUTE), minute, whole % MINUTE, second);
  if (whole < DAY) return joined(Math.floor(whole / HOUR), hour, Math.floor((whole % HOUR) / MINUTE), minute);
  return joined(Math.floor(whole / DAY), day, Math.floor((whole % DAY) / HOUR), hour);
}

function joined(large: number, largeUnit = "", small: number, smallUnit = ""): string {
  return small ? `${large}${largeUnit} ${small}${smallUnit}` : `${large}${largeUnit}`;
}

/** Return a moment relative to now: "3 minutes ago", "2 小时前". */
export function formatRelative(at: Date, now: Date, language: Language): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  const size = Math.abs(seconds);
  const format = new Intl.RelativeTimeFormat(LOCALES[language], { numeric: "auto" });
  if (size < 45) return format.format(0, "second");
  if (size < 45 * MINUTE) return format.format(Math.round(seconds / MINUTE), "minute");
  if (size < 22 * HOUR) return format.format(Math.round(seconds / HOUR), "hour");
  if (size < 26 * DAY) return format.format(Math.round(seconds / DAY), "day");
  if (size < 320 * DAY) return format.format(Math.round(seconds / (30.44 * DAY)), "month");
  return format.format(Math.round(seconds / (365.25 * DAY)), "year");
}

/** Return a moment as date and time in the reader's zone. */
export function formatMoment(at: Date, language: Language, timeZone?: string): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZone,
  }).format(at);
}

/** Return a moment with the name of the reader's zone, for a tooltip. */
export function formatMomentWithZone(at: Date, language: Language, timeZone?: string): string {
  const parts = new Intl.DateTimeFormat(LOCALES[language], { timeZoneName: "short", timeZone }).formatToParts(at);
  const zone = parts.find((part) => part.type === "timeZoneName")?.value ?? "";
  return `${formatMoment(at, language, timeZone)} ${zone}`.trim();
}

/** Return only the time of day, with milliseconds, as a log shows it. */
export function formatClock(at: Date, language: Language, timeZone?: string): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
    timeZone,
  }).format(at);
}

/** Return a share from 0 to 1 as a percentage. */
export function formatShare(share: number, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language], { style: "percent", maximumFractionDigits: 1 }).format(share);
}

/** Return a calendar day, written by the server as 2026-10-05, which no zone moves. */
export function formatDay(day: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], { month: "short", day: "numeric", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}

/** Return the short names of the days of a week that begins on Monday. */
export function weekdays(language: Language): string[] {
  const format = new Intl.DateTimeFormat(LOCALES[language], { weekday: "short", timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, day) => format.format(new Date(Date.UTC(2024, 0, 1 + day))));
}

/** Return names as a list in words. */
export function formatList(names: readonly string[], language: Language): string {
  return new Intl.ListFormat(LOCALES[language], { type: "conjunction" }).format(names);
}
