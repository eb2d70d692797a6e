// A chart of ECharts that fits its place and the theme. What it draws is given by who shows it.

import { init, type EChartsCoreOption, type EChartsType } from "echarts/core";
import { useEffect, useRef } from "react";
import type { Language } from "@/format";
import type { Palette } from "@/look/palette";
import { useShade } from "@/look/shade";
import { paletteOf } from "@/look/theme";
import { useLanguage } from "@/texts/context";

interface ChartProps<Data> {
  data: Data;
  className: string;
  /** What readers of the screen are told that it is. */
  label: string;
  /** A function of the module, not of the render: a new one draws anew. */
  options: (data: Data, colours: Palette, language: Language) => EChartsCoreOption;
}

export function Chart<Data>({ data, className, label, options }: ChartProps<Data>) {
  const place = useRef<HTMLDivElement>(null);
  const { shade } = useShade();
  const language = useLanguage();
  useEffect(() => {
    const node = place.current;
    if (!node) return undefined;
    const chart: EChartsType = init(node, null, { renderer: "svg", locale: language === "zh" ? "ZH" : "EN" });
    chart.setOption({ animation: false, ...options(data, paletteOf(shade), language) });
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(node);
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [data, options, shade, language]);
  return <div ref={place} className={className} role="img" aria-label={label} />;
}

/** Return how axes look. */
export function axisOf(colours: Palette) {
  return {
    axisLine: { lineStyle: { color: colours.line } },
    axisTick: { show: false },
    axisLabel: { color: colours.ink3, fontSize: 11, hideOverlap: true },
  };
}

/** Return how tooltips look. */
export function tooltipOf(colours: Palette) {
  return { backgroundColor: colours.raised, borderColor: colours.line, textStyle: { color: colours.ink, fontSize: 12 } };
}

/** Return lines of text as a node, so that no text of the data is read as HTML. */
export function linesOf(lines: readonly string[]): HTMLElement {
  const node = document.createElement("div");
  for (const line of lines) {
    const row = document.createElement("div");
    row.textContent = line;
    node.append(row);
  }
  return node;
}
