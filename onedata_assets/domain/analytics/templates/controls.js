/* Draws the charts, and switches language, theme and department. */
function draw(name) {
  const place = document.getElementById("chart-" + name);
  const made = place && drawn[name]();
  if (!made) return;
  const { label, ...option } = made;
  place.setAttribute("aria-label", label);
  charts[name] = charts[name] || echarts.init(place, null, { devicePixelRatio: Math.max(2, window.devicePixelRatio) });
  option.useUTC = true;
  option.animation = !still.matches && !printing;
  option.animationDuration = 300;
  option.textStyle = { fontFamily: getComputedStyle(document.body).fontFamily };
  charts[name].setOption(option, true);
}
const drawAll = () => Object.keys(drawn).forEach(draw);

function showDepartment() {
  if (!chosen) return;
  document.querySelectorAll("tbody[data-department]").forEach((body) => { body.hidden = body.dataset.department !== chosen.value; });
  draw("forecast");
}
function show() {
  const now = printing ? "light" : theme || (darkSystem.matches ? "dark" : "light");
  root.lang = language === "zh" ? "zh-CN" : "en";
  root.dataset.lang = language;
  root.dataset.theme = now;
  document.title = language === "zh" ? root.dataset.titleZh : root.dataset.titleEn;
  chosen?.querySelectorAll("option").forEach((option) => { option.textContent = department(figures.forecast[option.value].department); });
  document.getElementById("theme").setAttribute("aria-pressed", String(now === "dark"));
  drawAll();
}

document.getElementById("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  kept.set("lang", language);
  show();
});
document.getElementById("theme").addEventListener("click", () => {
  theme = root.dataset.theme === "dark" ? "light" : "dark";
  kept.set("theme", theme);
  show();
});
document.getElementById("print").addEventListener("click", () => window.print());
chosen?.addEventListener("change", showDepartment);
darkSystem.addEventListener("change", show);
narrow.addEventListener("change", drawAll);
/* Layout for paper comes after beforeprint, so the size is that of the stylesheet's page. */
const paper = { width: 960, height: 220 };
const resize = () => Object.values(charts).forEach((chart) => {
  chart.resize(printing ? paper : { width: "auto", height: "auto" });
  if (printing) chart.getZr().flush(); /* no frame is drawn between beforeprint and the print */
});
new ResizeObserver(() => { if (!printing) resize(); }).observe(document.getElementById("content"));
window.addEventListener("beforeprint", () => { printing = true; show(); resize(); });
window.addEventListener("afterprint", () => { printing = false; show(); resize(); });
show();
showDepartment();
