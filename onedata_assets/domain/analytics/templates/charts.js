/* The options of each chart, made anew for every language, theme and width.
   Text reaches a tooltip through encodeHTML; never as markup. */
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
const days = (dates, step = 7) => {
  const [day, month, year] = [{ day: "numeric", month: "short" }, { month: "short" }, { month: "short", year: "numeric" }].map(written);
  const label = (when) => {
    const date = new Date(when);
    if (date.getUTCDate() !== 1 || dates.length <= 92) return day(when);
    return date.getUTCMonth() ? month(when) : year(when);
  };
  /* Up to a quarter, a label every `step` days back from the newest; beyond, as the zoom has it. */
  const apart = narrow.matches ? 14 : step;
  const spaced = dates.length > 92 ? { alignMinLabel: "left" } : { customValues: dates.filter((_, i) => (dates.length - 1 - i) % apart === 0).map(at) };
  return {
    type: "time", min: at(dates[0]), max: at(dates[dates.length - 1]), axisTick: { show: false },
    axisLine: { lineStyle: { color: color("line") } },
    axisLabel: { color: color("muted"), fontSize: 12, hideOverlap: true, alignMaxLabel: "right", formatter: label, ...spaced },
  };
};
const scale = (format, more) => ({
  type: "value", axisLabel: { color: color("muted"), fontSize: 12, formatter: format },
  splitLine: { lineStyle: { color: color("grid") } }, ...more,
});
/* A line has no marks, but for a day between two unknown ones, which no line would show. */
const line = (name, data, tint, more) => {
  const blank = (i) => !data[i] || data[i][1] == null;
  const alone = (i) => !blank(i) && blank(i - 1) && blank(i + 1);
  const some = data.some((_, i) => alone(i));
  return {
    name, type: "line", data, showSymbol: some, showAllSymbol: some, symbolSize: some ? (_, one) => (alone(one.dataIndex) ? 6 : 0) : 6,
    lineStyle: { width: 2, color: tint }, itemStyle: { color: tint }, ...more,
  };
};

/* The days on which nothing at all was sold, where they are few enough to be named. */
const closed = (dates) => {
  const among = figures.revenue.days_without_sales.filter((day) => dates.includes(day));
  return {
    animation: false, silent: true, symbol: "circle", symbolSize: 6, itemStyle: { color: color("muted") },
    label: { position: "left", distance: 6, color: color("muted"), fontSize: 12, formatter: (mark) => mark.name },
    data: among.length > 3 ? [] : among.map((day) => ({ name: text("closed"), coord: [at(day), 0] })),
  };
};

const drawn = {
  revenue() {
    const told = figures.revenue;
    if (!told.dates.length) return null;
    return {
      label: text("alt.revenue", { first: told.dates[0], last: told.dates[told.dates.length - 1], total: whole(told.total_usd) }),
      legend: legend([text("sales"), text("mean")]),
      grid: grid({ bottom: printing ? 4 : 44 }),
      tooltip: tooltip({
        formatter: (near) => {
          const i = near[0].dataIndex;
          return lines(weekday(told.dates[i]), [
            ...near.map((one) => [one.marker, one.seriesName, usd(one.value[1])]), ["", text("baskets"), count(told.baskets[i])],
          ]);
        },
      }),
      dataZoom: [
        { type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseMove: false },
        {
          type: "slider", show: !printing, height: 22, bottom: 6, brushSelect: false, borderColor: color("line"), fillerColor: color("accent-soft") + "80",
          textStyle: { color: color("muted"), fontSize: 11 }, labelFormatter: (when) => written({ day: "numeric", month: "short" })(when), dataBackground: { lineStyle: { color: color("muted") }, areaStyle: { opacity: 0.1 } },
          handleStyle: { color: color("card"), borderColor: color("muted") }, moveHandleSize: 0,
        },
      ],
      xAxis: days(told.dates),
      yAxis: scale(compactTo(told.sales_usd)),
      series: [
        line(text("sales"), dated(told.dates, told.sales_usd), color("bar"), { lineStyle: { width: 1, color: color("bar"), opacity: 0.75 }, areaStyle: { color: color("bar"), opacity: 0.06 },
          markPoint: closed(told.dates),
        }),
        line(text("mean"), dated(told.dates, told.mean_usd), color("second")),
      ],
    };
  },
  departments() {
    const top = figures.departments.slice(0, 10);
    if (!top.length) return null;
    const share = (row, digits) => (row.share_pct == null ? "–" : row.share_pct.toFixed(digits) + "%");
    return {
      label: text("alt.departments", { top: department(top[0].department) }),
      grid: grid({ top: 0, right: narrow.matches ? 92 : 112 }),
      tooltip: tooltip({
        trigger: "item",
        formatter: (bar) => {
          const row = top[bar.dataIndex];
          return lines(department(row.department), [["", text("sales"), usd(row.sales_usd)], ["", text("share"), share(row, 2)]]);
        },
      }),
      xAxis: { type: "value", show: false },
      yAxis: {
        type: "category", inverse: true, data: top.map((row) => department(row.department)), axisTick: { show: false }, axisLine: { show: false },
        axisLabel: { color: color("ink"), fontSize: 12, width: narrow.matches ? 108 : 150, overflow: "truncate" },
      },
      series: [{
        type: "bar", data: top.map((row) => row.sales_usd), barMaxWidth: 16, itemStyle: { color: color("bar"), borderRadius: [0, 3, 3, 0] },
        label: {
          show: true, position: "right", fontSize: 12, color: color("ink"), rich: { share: { color: color("muted"), fontSize: 12 } },
          formatter: (bar) => compact(Number(top[bar.dataIndex].sales_usd.toPrecision(3))) + " {share|" + share(top[bar.dataIndex], 1) + "}",
        },
      }],
    };
  },
  forecast() {
    const row = figures.forecast[Number(chosen?.value) || 0];
    if (!row) return null;
    const past = row.past_usd, ahead = row.forecast_usd, blank = past.map(() => null);
    const dates = row.past_dates.concat(row.dates);
    /* The band is drawn as its lower edge and, stacked on it, its width. */
    const band = (data, more) => ({
      type: "line", data: dated(dates, blank.concat(data)), stack: "band", stackStrategy: "all", symbol: "none", silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false }, ...more,
    });
    return {
      label: text("alt.forecast", { department: department(row.department), total: whole(row.total_usd) }),
      legend: legend([text("actual"), text("forecast"), text("interval")]),
      grid: grid(),
      tooltip: tooltip({
        formatter: (near) => {
          const i = near[0].dataIndex, j = i - past.length;
          if (j < 0) return lines(weekday(dates[i]), [["", text("actual"), usd(past[i])]]);
          return lines(weekday(dates[i]), [
            ["", text("forecast"), usd(ahead[j])],
            ["", text("interval"), money(row.lower_usd[j]) + " – " + money(row.upper_usd[j])],
          ]);
        },
      }),
      xAxis: days(dates, 14),
      yAxis: scale(compactTo(past, row.upper_usd), { min: 0 }),
      series: [
        band(row.lower_usd, { name: "lower" }),
        band(row.upper_usd.map((upper, i) => upper - row.lower_usd[i]), {
          name: text("interval"), areaStyle: { color: color("second"), opacity: 0.18 }, itemStyle: { color: color("second"), opacity: 0.3 },
        }),
        line(text("actual"), dated(dates, past.concat(ahead.map(() => null))), color("bar"), { markPoint: closed(row.past_dates) }),
        line(text("forecast"), dated(dates, blank.slice(0, -1).concat(past.slice(-1), ahead)), color("second"), { lineStyle: { width: 2, type: [5, 4], color: color("second") } }),
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
        formatter: (near) => {
          const i = near[0].dataIndex;
          return lines(weekday(told.dates[i]), [
            ...near.map((one) => [one.marker, one.seriesName, percent(one.value[1])]),
            ["", text("change"), percent(told.change[i], 1)], ["", text("sessions"), count(told.sessions[i])], ["", text("orders"), count(told.orders[i])],
          ]);
        },
      }),
      xAxis: days(told.dates),
      yAxis: scale((value) => +(value * 100).toFixed(2) + "%", { min: 0 }),
      series: [
        line(text("conversion"), dated(told.dates, told.conversion), color("bar"), {
          markPoint: {
            animation: false, symbol: "circle", symbolSize: 10, itemStyle: { color: color("bad"), borderColor: color("card"), borderWidth: 2 },
            label: { position: "bottom", distance: 6, color: color("bad"), fontWeight: 600, fontSize: 12, formatter: (mark) => mark.name },
            data: told.falls.map((fall) => ({
              name: text("fall", { change: percent(-fall.change, 1) }), coord: [at(fall.day), fall.conversion], value: fall.change,
            })),
          },
        }),
        line(text("median"), dated(told.dates, told.previous_median), color("muted"), { lineStyle: { width: 1.5, type: [4, 4], color: color("muted") } }),
      ],
    };
  },
};
