"use strict";
/* Draws the charts of the page from its JSON blocks, and switches language and theme.
   Text reaches the page as textContent or through encodeHTML; never as markup. */
(() => {
  const root = document.documentElement;
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const figures = read("figures");
  const texts = read("texts");
  const asked = new URLSearchParams(location.search);
  const narrow = window.matchMedia("screen and (max-width: 760px)");
  const darkSystem = window.matchMedia("(prefers-color-scheme: dark)");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const encode = (text) => echarts.format.encodeHTML(String(text));
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
  const compact = (value) =>
    Math.abs(value) >= 1e6 ? +(value / 1e6).toFixed(2) + "M" : Math.abs(value) >= 1e3 ? +(value / 1e3).toFixed(1) + "k" : String(value);
  const color = (name) => getComputedStyle(root).getPropertyValue("--" + name).trim();

  const tooltip = (extra) => ({
    trigger: "axis", confine: true, backgroundColor: color("card"), borderColor: color("line"),
    textStyle: { color: color("ink"), fontSize: 12 }, axisPointer: { lineStyle: { color: color("muted") } }, ...extra,
  });
  const lines = (title, rows) =>
    "<b>" + encode(title) + "</b>" +
    rows.map(([mark, name, value]) =>
      '<div style="display:flex;gap:16px;justify-content:space-between"><span>' + (mark || "") + encode(name) +
      '</span><span style="font-variant-numeric:tabular-nums">' + encode(value) + "</span></div>").join("");
  const grid = (more) => ({ left: 4, right: 12, top: 36, bottom: 4, containLabel: true, ...more });
  const legend = (names) => ({
    top: 0, left: 0, itemWidth: 16, itemHeight: 4, itemGap: 16, icon: "roundRect", data: names, textStyle: { color: color("muted"), fontSize: 12 }, inactiveColor: color("line"),
  });
  const days = (dates) => ({
    type: "category", data: dates, boundaryGap: false, axisTick: { show: false },
    axisLine: { lineStyle: { color: color("line") } },
    axisLabel: { color: color("muted"), fontSize: 12, hideOverlap: true, alignMinLabel: "left", alignMaxLabel: "right", formatter: (day) => (narrow.matches ? day.slice(5) : day) },
  });
  const scale = (format, more) => ({
    type: "value", axisLabel: { color: color("muted"), fontSize: 12, formatter: format },
    splitLine: { lineStyle: { color: color("grid") } }, ...more,
  });
  const line = (name, data, tint, more) => ({
    name, type: "line", data, showSymbol: false, symbolSize: 6, lineStyle: { width: 2, color: tint }, itemStyle: { color: tint }, ...more,
  });

  const drawn = {
    revenue() {
      const told = figures.revenue;
      if (!told.dates.length) return null;
      return {
        label: text("alt.revenue", { first: told.dates[0], last: told.dates[told.dates.length - 1], total: whole(told.total_usd) }),
        legend: legend([text("sales"), text("mean")]),
        grid: grid({ bottom: 44 }),
        tooltip: tooltip({
          formatter: (at) => lines(at[0].axisValue, at.map((one) => [one.marker, one.seriesName, "USD " + money(one.value)])),
        }),
        dataZoom: [
          { type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseMove: false },
          {
            type: "slider", height: 22, bottom: 6, brushSelect: false, borderColor: color("line"), fillerColor: color("accent-soft") + "80",
            textStyle: { color: color("muted"), fontSize: 11 }, dataBackground: { lineStyle: { color: color("muted") }, areaStyle: { opacity: 0.1 } },
            handleStyle: { color: color("card"), borderColor: color("muted") }, moveHandleSize: 0,
          },
        ],
        xAxis: days(told.dates),
        yAxis: scale(compact),
        series: [
          line(text("sales"), told.sales_usd, color("bar"), { lineStyle: { width: 1, color: color("bar"), opacity: 0.75 }, areaStyle: { color: color("bar"), opacity: 0.06 } }),
          line(text("mean"), told.mean_usd, color("second")),
        ],
      };
    },
    departments() {
      const top = figures.departments.slice(0, 10);
      if (!top.length) return null;
      return {
        label: text("alt.departments", { top: top[0].department }),
        grid: grid({ top: 4, right: 64 }),
        tooltip: tooltip({
          trigger: "item",
          formatter: (at) => {
            const row = top[at.dataIndex];
            return lines(row.department, [["", text("sales"), "USD " + money(row.sales_usd)], ["", text("share"), row.share_pct.toFixed(2) + "%"]]);
          },
        }),
        xAxis: scale(compact),
        yAxis: {
          type: "category", inverse: true, data: top.map((row) => row.department), axisTick: { show: false }, axisLine: { show: false },
          axisLabel: { color: color("ink"), fontSize: 12, width: narrow.matches ? 96 : 150, overflow: "truncate" },
        },
        series: [{
          type: "bar", data: top.map((row) => row.sales_usd), barMaxWidth: 16, itemStyle: { color: color("bar"), borderRadius: [0, 3, 3, 0] },
          label: { show: true, position: "right", color: color("muted"), fontSize: 12, formatter: (at) => top[at.dataIndex].share_pct.toFixed(1) + "%" },
        }],
      };
    },
    forecast() {
      const row = figures.forecast[Number(document.getElementById("department").value) || 0];
      if (!row) return null;
      const past = row.past_usd, ahead = row.forecast_usd, blank = past.map(() => null);
      const dates = row.past_dates.concat(row.dates);
      /* The band is drawn as its lower edge and, stacked on it, its width. */
      const band = (data, more) => ({
        type: "line", data: blank.concat(data), stack: "band", stackStrategy: "all", symbol: "none", silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false }, ...more,
      });
      return {
        label: text("alt.forecast", { department: row.department, total: whole(row.total_usd) }),
        legend: legend([text("actual"), text("forecast"), text("interval")]),
        grid: grid(),
        tooltip: tooltip({
          formatter: (at) => {
            const i = at[0].dataIndex, j = i - past.length;
            if (j < 0) return lines(dates[i], [["", text("actual"), "USD " + money(past[i])]]);
            return lines(dates[i], [
              ["", text("forecast"), "USD " + money(ahead[j])],
              ["", text("interval"), money(row.lower_usd[j]) + " – " + money(row.upper_usd[j])],
            ]);
          },
        }),
        xAxis: days(dates),
        yAxis: scale(compact, { min: 0 }),
        series: [
          band(row.lower_usd, { name: "lower" }),
          band(row.upper_usd.map((upper, i) => upper - row.lower_usd[i]), {
            name: text("interval"), areaStyle: { color: color("second"), opacity: 0.18 }, itemStyle: { color: color("second"), opacity: 0.3 },
          }),
          line(text("actual"), past.concat(ahead.map(() => null)), color("bar")),
          line(text("forecast"), blank.slice(0, -1).concat(past.slice(-1), ahead), color("second"), { lineStyle: { width: 2, type: [5, 4], color: color("second") } }),
        ],
      };
    },
    conversion() {
      const told = figures.conversion;
      if (!told.dates.length) return null;
      return {
        label: text("alt.conversion", { falls: told.falls.length }),
        legend: legend([text("conversion"), text("median")]),
        grid: grid({ top: 40 }),
        tooltip: tooltip({
          formatter: (at) => lines(at[0].axisValue, at.map((one) => [one.marker, one.seriesName, percent(one.value)])
            .concat([["", "Δ", told.change[at[0].dataIndex] == null ? "–" : percent(told.change[at[0].dataIndex], 1)]])),
        }),
        xAxis: days(told.dates),
        yAxis: scale((value) => percent(value, 1), { min: 0 }),
        series: [
          line(text("conversion"), told.conversion, color("bar"), {
            markPoint: {
              animation: false, symbol: "circle", symbolSize: 10, itemStyle: { color: color("bad"), borderColor: color("card"), borderWidth: 2 },
              label: { position: "bottom", distance: 6, color: color("bad"), fontWeight: 600, fontSize: 12, formatter: (at) => at.name },
              data: told.falls.map((fall) => ({
                name: text("fall", { change: percent(-fall.change, 1) }), coord: [fall.day, fall.conversion], value: fall.change,
              })),
            },
          }),
          line(text("median"), told.previous_median, color("muted"), { lineStyle: { width: 1.5, type: [4, 4], color: color("muted") } }),
        ],
      };
    },
  };

  function draw(name) {
    const place = document.getElementById("chart-" + name);
    const made = drawn[name]();
    if (!made) { place.parentElement.hidden = true; return; }
    const { label, ...option } = made;
    place.setAttribute("aria-label", label);
    charts[name] = charts[name] || echarts.init(place, null, { devicePixelRatio: Math.max(2, window.devicePixelRatio) });
    option.animation = !still.matches && !printing;
    option.animationDuration = 300;
    option.textStyle = { fontFamily: getComputedStyle(document.body).fontFamily };
    charts[name].setOption(option, true);
  }
  const drawAll = () => Object.keys(drawn).forEach(draw);

  function showDepartment() {
    const chosen = document.getElementById("department").value;
    document.querySelectorAll("tbody[data-department]").forEach((body) => { body.hidden = body.dataset.department !== chosen; });
    draw("forecast");
  }
  function show() {
    const now = printing ? "light" : theme || (darkSystem.matches ? "dark" : "light");
    root.lang = language === "zh" ? "zh-CN" : "en";
    root.dataset.lang = language;
    root.dataset.theme = now;
    document.title = language === "zh" ? root.dataset.titleZh : root.dataset.titleEn;
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
  document.getElementById("department").addEventListener("change", showDepartment);
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
})();
