/* What the page reads: its figures, texts and settings, and how numbers and days are written.
   The scripts of this folder run as one, in the order that page.py gives. */
const root = document.documentElement;
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const figures = read("figures");
const texts = read("texts");
const asked = new URLSearchParams(location.search);
const narrow = window.matchMedia("screen and (max-width: 760px)");
const darkSystem = window.matchMedia("(prefers-color-scheme: dark)");
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const encode = (text) => echarts.format.encodeHTML(String(text));
const chosen = document.getElementById("department"); /* none without a forecast */
const charts = {};
let printing = false;

/* A page opened from a file may be refused storage; the choice is then not kept. */
const kept = {
  get(name) { try { return localStorage.getItem("onedata." + name); } catch { return null; } },
  set(name, value) { try { localStorage.setItem("onedata." + name, value); } catch { /* not kept */ } },
};
const choose = (name, allowed, otherwise) =>
  [asked.get(name), kept.get(name)].find((value) => allowed.includes(value)) || otherwise;
let language = choose("lang", ["zh", "en"], "zh");
let theme = choose("theme", ["light", "dark"], null);

const text = (id, values = {}) =>
  texts["chart." + id][language].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
const money = (value) =>
  value == null ? "–" : value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const whole = (value) => Math.round(value).toLocaleString("en-US");
const percent = (value, digits = 2) => (value == null ? "–" : (value * 100).toFixed(digits) + "%");
/* Chinese counts by 10^4 and 10^8, English by 10^3 and 10^6. */
const units = { zh: [[1e8, "亿"], [1e4, "万"]], en: [[1e6, "M"], [1e3, "k"]] };
const compact = (value, largest = value) => {
  const [size, unit] = units[language].find(([size]) => Math.abs(largest) >= size) || [1, ""];
  return value === 0 ? "0" : +(value / size).toFixed(2) + unit;
};
/* One unit along an axis, chosen by its largest value. */
const compactTo = (...columns) => {
  const largest = Math.max(0, ...columns.flat());
  return (value) => compact(value, largest);
};
const usd = (value) => (value == null ? text("unknown") : text("usd", { value: money(value) }));
const count = (value) => (value == null ? text("unknown") : whole(value));
const department = (name) => (language === "zh" && figures.names[name]) || name;
/* Days are read as UTC everywhere, so that no reader's time zone moves them. */
const at = (day) => Date.parse(day + "T00:00:00Z");
const dated = (dates, values) => dates.map((day, i) => [at(day), values[i]]);
const written = (options) => {
  const format = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-US", { timeZone: "UTC", ...options });
  return (day) => format.format(typeof day === "string" ? at(day) : day);
};
const weekday = (day) => day + " " + written({ weekday: "short" })(day);
const color = (name) => getComputedStyle(root).getPropertyValue("--" + name).trim();
