// Values of a metric: those of its last run, or computed now on what the person may read.

import { LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { Alert, Segmented, Table } from "antd";
import { useMemo, useState } from "react";
import { useMetricValues, type MetricDetail, type MetricValues } from "@/api/documents";
import { formatDay, formatNumber, type Language } from "@/format";
import type { Palette } from "@/look/palette";
import { labelOf } from "@/pages/documents/label";
import { seriesOf, type Series } from "@/pages/metric/series";
import { axisOf, Chart, tooltipOf } from "@/parts/chart";
import { Panel } from "@/parts/page";
import { Empty, Loaded } from "@/parts/states";
import { useLanguage, useTexts } from "@/texts/context";
import { ApiError } from "@/api/client";

use([LineChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, SVGRenderer]);

const SHOWN = 200;

export default function ValuesTab({ detail }: { detail: MetricDetail }) {
  const names = useTexts().metrics;
  const language = useLanguage();
  const [fresh, setFresh] = useState(false);
  const query = useMetricValues(detail.metric.name, fresh);
  const missing = query.error instanceof ApiError && query.error.status === 404;
  const choice = (
    <Segmented
      size="small"
      aria-label={names.valuesOf}
      value={fresh ? "fresh" : "stored"}
      onChange={(value) => setFresh(value === "fresh")}
      options={[{ value: "stored", label: names.stored }, { value: "fresh", label: names.fresh }]}
    />
  );
  return (
    <Panel title={`${names.values}${detail.metric.unit ? ` (${detail.metric.unit})` : ""}`} beside={choice} flush>
      {missing ? <Empty title={names.noValues} hint={names.noValuesHint} /> : <Loaded query={query} rows={8}>{(values) => <Values values={values} label={labelOf(detail.metric, language)} />}</Loaded>}
    </Panel>
  );
}

function Values({ values, label }: { values: MetricValues; label: string }) {
  const names = useTexts().metrics;
  const language = useLanguage();
  const series = useMemo(() => seriesOf(values), [values]);
  if (!values.rows.length) return <Empty title={names.noValues} hint={names.noValuesHint} />;
  return (
    <>
      {values.limited_by.length ? <Alert className="panel-note" type="info" showIcon title={names.limited(values.limited_by.join(", "))} /> : null}
      {series && series.periods.length > 1 ? <div className="values-chart-frame"><Chart data={series} className="values-chart" label={label} options={options} /></div> : null}
      <div className="table-scroll values-table" role="region" tabIndex={0} aria-label={names.values}>
        <Table<unknown[]>
          size="small"
          rowKey={(row) => JSON.stringify(row)}
          pagination={false}
          dataSource={values.rows.slice(0, SHOWN)}
          columns={values.columns.map((name, place) => ({
            key: name,
            title: name === "value" ? names.value : name,
            ...(name === "value" ? { align: "right" as const } : {}),
            render: (_: unknown, row: unknown[]) => cell(row[place], name, language),
          }))}
        />
      </div>
      {values.more || values.rows.length > SHOWN ? <p className="panel-note quiet">{names.newest(String(Math.min(SHOWN, values.rows.length)))}</p> : null}
    </>
  );
}

function cell(value: unknown, name: string, language: Language) {
  if (value === null || value === undefined) return "–";
  if (name === "value") return <span className="number">{formatNumber(Number(value), language)}</span>;
  return String(value);
}

function options(series: Series, colours: Palette, language: Language) {
  const tones = [colours.accent, colours.good, colours.warn, colours.bad, colours.ink2, colours.ink3];
  const axis = axisOf(colours);
  const several = series.lines.length > 1;
  return {
    grid: { left: 8, right: 16, top: several ? 34 : 14, bottom: 4, containLabel: true },
    ...(several ? { legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: { color: colours.ink2, fontSize: 12 } } } : {}),
    tooltip: { trigger: "axis" as const, renderMode: "richText" as const, ...tooltipOf(colours) },
    xAxis: { type: "category" as const, data: series.periods.map((day) => formatDay(day, language)), ...axis },
    yAxis: { type: "value" as const, scale: true, ...axis, splitLine: { lineStyle: { color: colours.lineSoft } } },
    series: series.lines.map((line, at) => ({
      type: "line" as const,
      name: line.name,
      data: line.values,
      showSymbol: series.periods.length < 3,
      symbolSize: 5,
      lineStyle: { color: tones[at], width: 1.5 },
      itemStyle: { color: tones[at] },
    })),
  };
}
