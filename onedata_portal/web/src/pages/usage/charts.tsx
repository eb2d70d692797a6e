// Use by day as lines, and by hour of the week as a map of heat.

import { HeatmapChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { Segmented } from "antd";
import { useMemo, useState } from "react";
import type { Usage, UsageHour } from "@/api/usage";
import { formatDay, formatNumber, weekdays, type Language } from "@/format";
import type { Palette } from "@/look/palette";
import { axisOf, Chart, linesOf, tooltipOf } from "@/parts/chart";
import { Panel } from "@/parts/page";
import { en } from "@/texts/en";
import { useTexts } from "@/texts/context";
import { zh } from "@/texts/zh";

use([HeatmapChart, LineChart, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent, AriaComponent, SVGRenderer]);

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour));
const textsOf = (language: Language) => (language === "zh" ? zh : en).usage;

interface Point {
  day: string;
  people: number;
  actions: number;
  refusals: number;
}

function timeOptions(points: readonly Point[], colours: Palette, language: Language) {
  const texts = textsOf(language);
  const lines = [
    { key: "actions", name: texts.totals.actions, colour: colours.accent, yAxisIndex: 0 },
    { key: "people", name: texts.totals.people, colour: colours.good, yAxisIndex: 1 },
    { key: "refusals", name: texts.totals.refusals, colour: colours.bad, yAxisIndex: 0 },
  ] as const;
  const axis = axisOf(colours);
  const count = { type: "value" as const, minInterval: 1, ...axis };
  const named = (align: "left" | "right") => ({ nameTextStyle: { color: colours.ink3, fontSize: 11, align } });
  return {
    grid: { left: 8, right: 8, top: 46, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: { color: colours.ink2, fontSize: 12 } },
    tooltip: {
      trigger: "axis" as const,
      ...tooltipOf(colours),
      formatter: (shown: unknown) => {
        const day = points[(shown as { dataIndex: number }[])[0]?.dataIndex ?? 0];
        if (!day) return "";
        return linesOf([formatDay(day.day, language), ...lines.map((line) => `${line.name} ${formatNumber(day[line.key], language)}`)]);
      },
    },
    xAxis: { type: "category" as const, data: points.map((day) => formatDay(day.day, language)), ...axis },
    yAxis: [
      { ...count, name: texts.totals.actions, ...named("left"), splitLine: { lineStyle: { color: colours.lineSoft } } },
      { ...count, name: texts.totals.people, ...named("right"), splitLine: { show: false } },
    ],
    series: lines.map((line) => ({
      type: "line" as const,
      name: line.name,
      yAxisIndex: line.yAxisIndex,
      data: points.map((day) => day[line.key]),
      showSymbol: points.length < 2,
      symbolSize: 5,
      lineStyle: { color: line.colour, width: 1.5, type: line.key === "people" ? ("dashed" as const) : ("solid" as const) },
      itemStyle: { color: line.colour },
    })),
  };
}

export function TimePanel({ usage }: { usage: Usage }) {
  const texts = useTexts().usage;
  const [by, setBy] = useState<"day" | "week">("day");
  const weeks = useMemo(() => usage.weekly.map(({ week, ...sums }) => ({ ...sums, day: week })), [usage.weekly]);
  const choice = (
    <Segmented size="small" aria-label={texts.by} value={by} onChange={setBy} options={[{ value: "day", label: texts.byDay }, { value: "week", label: texts.byWeek }]} />
  );
  return (
    <Panel title={texts.overTime} beside={choice}>
      <Chart data={by === "day" ? usage.daily : weeks} className="usage-chart" label={texts.overTimeLabel} options={timeOptions} />
    </Panel>
  );
}

function hourOptions(hourly: readonly UsageHour[], colours: Palette, language: Language) {
  const texts = textsOf(language);
  const names = weekdays(language);
  const axis = axisOf(colours);
  return {
    grid: { left: 8, right: 8, top: 4, bottom: 40, containLabel: true },
    tooltip: {
      ...tooltipOf(colours),
      formatter: (shown: unknown) => {
        const [hour, day, actions] = (shown as { value: [number, number, number] }).value;
        return linesOf([`${names[day] ?? ""} ${hour}:00–${hour + 1}:00`, `${texts.totals.actions} ${formatNumber(actions, language)}`]);
      },
    },
    xAxis: { type: "category" as const, data: HOURS, ...axis, splitArea: { show: false } },
    yAxis: { type: "category" as const, data: names, inverse: true, ...axis },
    visualMap: {
      min: 0,
      max: Math.max(1, ...hourly.map((one) => one.actions)),
      orient: "horizontal" as const,
      left: 0,
      bottom: 0,
      itemWidth: 10,
      itemHeight: 120,
      calculable: false,
      text: [texts.more, texts.fewer],
      textStyle: { color: colours.ink2, fontSize: 11 },
      inRange: { color: [colours.accentSoft, colours.accent] },
    },
    series: [
      {
        type: "heatmap" as const,
        data: hourly.map((one) => [one.hour, one.weekday - 1, one.actions]),
        itemStyle: { borderColor: colours.surface, borderWidth: 2, borderRadius: 3 },
        emphasis: { itemStyle: { borderColor: colours.ink } },
      },
    ],
  };
}

export function HoursPanel({ hourly }: { hourly: readonly UsageHour[] }) {
  const texts = useTexts().usage;
  return (
    <Panel title={texts.hours}>
      <Chart data={hourly} className="usage-chart" label={texts.hoursLabel} options={hourOptions} />
    </Panel>
  );
}
