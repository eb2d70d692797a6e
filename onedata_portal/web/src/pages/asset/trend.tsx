// One number over time, drawn.

import { LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { formatMoment, formatNumber, type Language } from "@/format";
import type { Palette } from "@/look/palette";
import type { Series } from "@/pages/asset/numbers";
import { axisOf, Chart, linesOf, tooltipOf } from "@/parts/chart";

use([LineChart, GridComponent, TooltipComponent, AriaComponent, SVGRenderer]);

function optionsOf(series: Series, colours: Palette, language: Language) {
  const axis = axisOf(colours);
  return {
    grid: { left: 8, right: 16, top: 12, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis" as const,
      ...tooltipOf(colours),
      formatter: (shown: unknown) => {
        const [one] = shown as { dataIndex: number }[];
        const point = series.points[one?.dataIndex ?? 0];
        if (!point) return "";
        return linesOf([[formatNumber(point.value, language), formatMoment(new Date(point.at), language), point.partition].filter(Boolean).join(" · ")]);
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
  return <Chart data={series} className="trend" label={series.label} options={optionsOf} />;
}
