"""UnivariateStats: one row of statistics about fields, however many rows come in."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from onedata_resources.kettle.engine.group_codes import GROUP, GroupCodes
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.groups import Statistics, UnivariateSettings
from onedata_resources.kettle.values.convert import convert
from onedata_resources.kettle.values.types import NUMERIC, Field, KettleType, made_field

K = KettleType
_LARGEST, _SMALLEST = 1.7976931348623157e308, 5e-324


@step("UnivariateStats")
def univariate_stats(scope: StepScope, settings: UnivariateSettings, inputs: Inputs) -> Outputs:
    """Return the statistics. As in Kettle it is an error that no row comes in."""
    stream = inputs.required()
    values, squares, computed = [], [], []
    for at, each in enumerate(settings.statistics):
        value = _number(stream, each, at)
        values.append(value.alias(f"v{at}"))
        squares.append((value * value).alias(f"q{at}"))
        computed += _partials(at)
    sums = [f"{kind}{at}" for at in range(len(settings.statistics)) for kind in "vq"]
    codes = GroupCodes([], sums, hashed=True)
    frame = codes.coded(scope, stream.frame.select(*values, *squares))
    whole = frame.group_by(GROUP).agg(computed)
    chosen = []
    for at, each in enumerate(settings.statistics):
        measures = _measures(codes, each, at)
        chosen += [
            (made_field(name, K.NUMBER), value)
            for name, value in zip(each.names, measures, strict=True)
        ]
    found = Stream(whole, ()).selected(chosen)
    return Outputs(_required(scope, found))


def _number(stream: Stream, each: Statistics, at: int) -> pl.Expr:
    field = stream.field(each.field)
    if field.type not in NUMERIC:
        raise StepError(
            f"The input field for stats calc #{at + 1} is not numeric.",
            f"第 {at + 1} 项统计的输入字段 '{each.field}' 不是数值。",
        )
    return convert(stream.value(each.field), Field(field.name, field.type), K.NUMBER)


def _partials(at: int) -> list[pl.Expr]:
    value = pl.col(f"v{at}")
    ordered = value.drop_nulls().sort()
    least = pl.min_horizontal(value.min(), pl.lit(_LARGEST))
    return [
        value.count().cast(pl.Float64).alias(f"n{at}"),
        least.alias(f"min{at}"),
        pl.max_horizontal(value.max(), pl.lit(_SMALLEST)).alias(f"max{at}"),
        ordered.implode().alias(f"all{at}"),
    ]


def _measures(codes: GroupCodes, each: Statistics, at: int) -> Sequence[pl.Expr]:
    count, total = pl.col(f"n{at}"), codes.sum(f"v{at}")
    variance = (codes.sum(f"q{at}") - total * total / count) / (count - 1)
    deviation = pl.when(count > 1).then(variance.clip(0, None).sqrt()).otherwise(float("inf"))
    known = {
        "N": count,
        "mean": pl.when(count > 0).then(total / count).otherwise(float("nan")),
        "stdDev": pl.when(count > 0).then(deviation).otherwise(float("nan")),
        "min": pl.col(f"min{at}"),
        "max": pl.col(f"max{at}"),
        "median": _percentile(at, 0.5, interpolate=each.interpolate),
    }
    asked = [known[measure] for measure in each.measures]
    if each.percentile >= 0:
        asked.append(_percentile(at, each.percentile, interpolate=each.interpolate))
    return asked


def _percentile(at: int, part: float, *, interpolate: bool) -> pl.Expr:
    values, count = pl.col(f"all{at}"), pl.col(f"n{at}")
    least, most = pl.col(f"min{at}"), pl.col(f"max{at}")
    place = part * (count + 1) if interpolate else part * count
    below = place.floor()

    def at_index(index: pl.Expr) -> pl.Expr:
        return values.list.get(index.cast(pl.Int64), null_on_oob=True)

    if interpolate:
        share = below + 1 - place
        between = share * at_index(below - 1) + (1 - share) * at_index(below)
        return pl.when(place <= 1).then(least).when(place >= count).then(most).otherwise(between)
    half = (at_index(place - 1) + at_index(place)) / 2
    inner = pl.when(place > below).then(at_index(below)).otherwise(half)
    return pl.when(place == 0).then(least).when(place == count).then(most).otherwise(inner)


def _required(scope: StepScope, stream: Stream) -> Stream:
    def check(rows: pl.DataFrame) -> pl.DataFrame:
        if not rows.height:
            raise StepError("No row came in to compute statistics of.", "没有可供统计的数据行。")
        return rows

    return scope.whole(stream, check, stream.fields)
