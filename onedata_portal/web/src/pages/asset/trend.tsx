// One number over time, drawn.

import { LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsType } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { formatMoment, formatNumber, type Language } from "@/format";
import { useShade } from "@/look/shade";
import { paletteOf } from "@/look/theme";
import type { Palette } from "@/look/palette";
import type { Series } from "@/pages/asset/numbers";
import { useLanguage } from "@/texts/context";

use([LineChart, GridComponent, TooltipComponent, AriaComponent, SVGRenderer]);

function optionsOf(series: Series, colours: Palette, language: Language) {
  const axis = { axisLine: { lineStyle: { color: colours.line } }, axisTick: { show: false }, axisLabel: { color: colours.ink3, fontSize: 11, hideOverlap: true } };
  return {
    animation: false,
    aria: { enabled: true },
    grid: { left: 8, right: 16, top: 12, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis" as const,
      backgroundColor: colours.raised,
      borderColor: colours.line,
      textStyle: { color: colours.ink, fontSize: 12 },
      formatter: (shown: unknown) => {
        const [one] = shown as { dataIndex: number }[];
        const point = series.points[one?.dataIndex ?? 0];
        if (!point) return "";
        const node = document.createElement("span");
        node.textContent = [formatNumber(point.value, language), formatMoment(new Date(point.at), language), point.partition].filter(Boolean).join(" · ");
        return node;
      },
    },
    xAxis: { type: "time" as const, ...axis },
    yAxis: { type: "value" as const, scale: true, ...axis, splitLine: { lineStyle: { color: colours.lineSoft } } },
    series: [
      {
        type: "line" as const,
        name: series.label,
        data: series.points.map((point) => [point.at, point.value]),
        symbolSize: 5,
        lineStyle: { color: colours.accent, width: 1.5 },
        itemStyle: { color: colours.accent },
      },
    ],
  };
}

export function Trend({ series }: { series: Series }) {
  const place = useRef<HTMLDivElement>(null);
  const { shade } = useShade();
  const language = useLanguage();
  useEffect(() => {
    const node = place.current;
    if (!node) return undefined;
    const chart: EChartsType = init(node, null, { renderer: "svg", locale: language === "zh" ? "ZH" : "EN" });
    chart.setOption(optionsOf(series, paletteOf(shade), language));
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(node);
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [series, shade, language]);
  return <div ref={place} className="trend" />;
}
